import { cleanup, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test, vi } from "vitest";
import { filter, map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import type { WrittenTemplate } from "@/templates/documents";
import { TemplateEditor } from "@/templates/template-editor";

afterEach(cleanup);

const silent: Exchange = () => (operations) =>
  pipe(
    operations,
    filter(() => false),
    map((operation) => makeResult(operation, {})),
  );

/** A text message whose newest version says this. */
function saying(...texts: string[]): WrittenTemplate {
  const versions = texts.map((text, at) => ({
    number: texts.length - at,
    tone: "POLITE",
    titleFr: "Rappel",
    titleEn: "Reminder",
    subject: null,
    text,
  }));
  const of = { id: "t1", form: "SMS", language: "en", purpose: "DEMAND", country: "FR", oneWaySender: false };
  return { ...of, versions } as unknown as WrittenTemplate;
}

/** The editor, and a button by which a colleague's version arrives. */
function Edited({ onCancel }: { onCancel: () => void }) {
  const [template, setTemplate] = useState(saying("Please call us."));
  return (
    <>
      <button type="button" onClick={() => setTemplate(saying("Call us today.", "Please call us."))}>
        A colleague saves
      </button>
      <TemplateEditor template={template} from={template} onSaved={() => undefined} onCancel={onCancel} />
    </>
  );
}

function open() {
  const onCancel = vi.fn();
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [silent] });
  renderInApp(
    <Provider value={client}>
      <Edited onCancel={onCancel} />
    </Provider>,
  );
  return onCancel;
}

test("a text that nobody changed is left unasked, also after a colleague saved a version", () => {
  const onCancel = open();

  fireEvent.click(screen.getByRole("button", { name: "A colleague saves" }));
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));

  expect(onCancel).toHaveBeenCalledOnce();
});

test("a text that was changed into what a colleague saved is not thrown away unasked", async () => {
  const onCancel = open();

  fireEvent.change(screen.getByLabelText("Text"), { target: { value: "Call us today." } });
  fireEvent.click(screen.getByRole("button", { name: "A colleague saves" }));
  fireEvent.click(screen.getByRole("button", { name: /^Cancel/ }));

  expect(await screen.findByRole("button", { name: "Throw it away" })).toBeInTheDocument();
  expect(onCancel).not.toHaveBeenCalled();
});
