import { cleanup, screen } from "@testing-library/react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import { type Viewer, ViewerContext } from "@/app/viewer";
import { CallOutcomesPage } from "@/contacts/call-outcomes-page";

afterEach(cleanup);

const callOutcomes = [
  { key: "k1", label: "Spoke", labelFr: "Joint", labelEn: "Spoke", meaning: "REACHED", asks: "NOTHING" },
];
const answering: Exchange = () => (operations) =>
  pipe(
    operations,
    map((operation) => makeResult(operation, { data: { callOutcomes, callsAreRecorded: true } })),
  );

function open(writeCallOutcomes: boolean) {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [answering] });
  renderInApp(
    <Provider value={client}>
      <ViewerContext value={{ viewerCan: { writeCallOutcomes } } as Viewer}>
        <CallOutcomesPage />
      </ViewerContext>
    </Provider>,
  );
}

test("whoever may not change how calls end reads it, and can neither write nor switch anything", () => {
  open(false);

  expect(screen.getByRole("listitem")).toHaveTextContent("Spoke");
  expect(screen.getByRole("switch", { name: "Record the calls of collectors" })).toBeDisabled();
  expect(screen.queryAllByRole("textbox")).toEqual([]);
  expect(screen.queryAllByRole("button")).toEqual([]);
});

test("an administrator changes it", () => {
  open(true);

  expect(screen.getByRole("textbox", { name: "In English" })).toHaveValue("Spoke");
  expect(screen.getByRole("switch", { name: "Record the calls of collectors" })).toBeEnabled();
  expect(screen.getByRole("button", { name: "Save the list" })).toBeEnabled();
});
