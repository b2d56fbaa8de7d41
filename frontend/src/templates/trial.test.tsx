import { cleanup, screen } from "@testing-library/react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import { TextInLanguage } from "@/templates/both-languages";
import type { Trial, WrittenTemplate } from "@/templates/documents";
import { TemplateEditor } from "@/templates/template-editor";
import { Filled } from "@/templates/trial";

afterEach(cleanup);

const version = { number: 1, tone: "POLITE", titleFr: "Rappel", titleEn: "Reminder", subject: null };
const kind = { form: "SMS", purpose: "DEMAND", country: "FR", oneWaySender: false, inUse: 1 };
const english = { id: "en", language: "en", ...kind, versions: [{ ...version, text: "Please call us." }] };
const french = { id: "fr", language: "fr", ...kind, versions: [{ ...version, text: "Appelez-nous." }] };

/** Knows both templates, and answers nothing else. */
const knowing: Exchange = () => (operations) =>
  pipe(
    operations,
    map((operation) => makeResult(operation, { data: { templates: [english, french], templateVariables: [] } })),
  );

test("an automated call says in its preview what is heard by whom", () => {
  const text = "Bonjour, tapez 1 ou 9.\n\nNous sommes Martin.\n\nTapez 1, 2 ou 9.";
  renderInApp(
    <Filled trial={{ text, subject: null, html: null, segments: null, units: null } as Trial} form="MESSAGE" />,
  );

  const heard = screen.getByRole("region", { name: "Preview" }).textContent ?? "";
  expect(heard.indexOf("To whoever picks up")).toBeLessThan(heard.indexOf("Bonjour"));
  expect(heard.indexOf("Bonjour")).toBeLessThan(heard.indexOf("Once the person pressed 1"));
  expect(heard.indexOf("Once the person pressed 1")).toBeLessThan(heard.indexOf("Nous sommes Martin."));
});

test("a text is written beside the same one in the other language", () => {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [knowing] });
  const template = english as unknown as WrittenTemplate;
  renderInApp(
    <Provider value={client}>
      <TemplateEditor template={template} from={template} onSaved={() => undefined} onCancel={() => undefined} />
    </Provider>,
  );

  expect(screen.getByRole("region", { name: "French" })).toHaveTextContent("Appelez-nous.");
  expect(screen.getByRole("textbox", { name: "Text" })).toHaveValue("Please call us.");
});

test("a text that is not sent yet says so beside its language", () => {
  renderInApp(<TextInLanguage template={{ ...french, inUse: null } as unknown as WrittenTemplate} />);

  expect(screen.getByRole("region", { name: "French" })).toHaveTextContent("Not in use");
});
