import { cleanup, fireEvent, screen } from "@testing-library/react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import type { MyCalls } from "@/contacts/call-documents";
import { ReceivedElsewhere } from "@/contacts/received-bar";

afterEach(cleanup);

const told: unknown[] = [];
const answering: Exchange = () => (operations) =>
  pipe(
    operations,
    map((operation) => {
      if (operation.kind === "mutation") {
        told.push(operation.variables);
        return makeResult(operation, { data: { recordReceivedOutcome: { caseFile: null, userErrors: [] } } });
      }
      const outcome = {
        __typename: "CallOutcome",
        key: "reached",
        label: "Reached",
        labelFr: "Joint",
        labelEn: "Reached",
        meaning: "REACHED",
        asks: "NOTHING",
      };
      return makeResult(operation, { data: { callOutcomes: [outcome] } });
    }),
  );

test("the outcome of a call whose case file its reader may open no more is told where they are", async () => {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [answering] });
  const call = { callId: "c1", number: null, beganAt: "2026-11-24T09:00:00Z", endedAt: "2026-11-24T09:05:00Z" };
  renderInApp(
    <Provider value={client}>
      <ReceivedElsewhere call={{ ...call, caseFile: null } as NonNullable<MyCalls["received"]>} />
    </Provider>,
  );

  fireEvent.click(screen.getByRole("button", { name: "They called you: ended" }));
  fireEvent.click(await screen.findByRole("button", { name: /Reached/ }));

  expect(told).toEqual([{ input: { callId: "c1", outcome: "reached", comment: null } }]);
});
