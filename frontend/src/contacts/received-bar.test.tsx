import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import type { MyCalls } from "@/contacts/call-documents";
import { ReceivedCalls, ReceivedElsewhere } from "@/contacts/received-bar";

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

/** A call that ended. */
function of(callId: string) {
  return { callId, number: null, beganAt: "2026-11-24T09:00:00Z", endedAt: "2026-11-24T09:05:00Z" };
}

test("the outcome of a call whose case file its reader may open no more is told where they are", async () => {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [answering] });
  const call = of("c1");
  renderInApp(
    <Provider value={client}>
      <ReceivedElsewhere call={{ ...call, caseFile: null } as NonNullable<MyCalls["received"]>} />
    </Provider>,
  );

  fireEvent.click(screen.getByRole("button", { name: "They called you: ended" }));
  fireEvent.click(await screen.findByRole("button", { name: /Reached/ }));

  expect(told).toEqual([{ input: { callId: "c1", outcome: "reached", comment: null } }]);
});

test("what is being written of one's call stays when it becomes overdue, and tells that call alone", async () => {
  told.length = 0;
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [answering] });
  const caseFile = { id: "f1", reference: "T26-1", debtor: { id: "d1", name: null, reference: "C-1" } };
  const received = { ...of("c1"), caseFile };
  const others = [
    { ...of("c2"), caseFile: null },
    { ...of("c3"), caseFile: { ...caseFile, id: "f2" } },
  ];
  let show = (_calls: object) => {};
  function Page() {
    const [calls, setCalls] = useState<object>({ received, overdue: others });
    show = setCalls;
    return <ReceivedCalls calls={calls as Pick<MyCalls, "received" | "overdue">} caseFileId="f1" />;
  }
  renderInApp(
    <Provider value={client}>
      <Page />
    </Provider>,
  );
  fireEvent.change(await screen.findByLabelText("Comment on the call"), { target: { value: "Will pay" } });

  act(() => show({ received: null, overdue: [...others, received] }));

  expect(screen.getByRole("region", { name: "Call received, to settle" })).toBeInTheDocument();
  fireEvent.keyDown(document.body, { key: "1" });
  expect(told).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: /Reached/ }));
  expect(told).toEqual([{ input: { callId: "c1", outcome: "reached", comment: "Will pay" } }]);
  act(() => show({ received: null, overdue: others }));
  expect(screen.queryByRole("region")).toBeNull();
});
