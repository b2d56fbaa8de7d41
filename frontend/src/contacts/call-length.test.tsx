import { cleanup, screen } from "@testing-library/react";
import { Client, Provider } from "urql";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import { type Viewer, ViewerContext } from "@/app/viewer";
import type { Attempt } from "@/casefiles/documents";
import { CallBar } from "@/contacts/call-bar";
import type { TimelineEventData } from "@/timeline/documents";
import { TimelineRow } from "@/timeline/registry";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-24T10:10:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

const planned = "2026-11-24T10:00:00Z";
const pickedUp = "2026-11-24T10:08:55Z";

/** A call that was planned ten minutes ago. */
const call = {
  __typename: "ContactAttempt",
  id: "a1",
  channel: "VOICE",
  to: "+33612345678",
  createdAt: planned,
  reasons: [],
  viewerCan: {},
} as unknown as Attempt;

function show(of: Partial<Attempt>) {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [] });
  renderInApp(
    <Provider value={client}>
      <ViewerContext value={{ viewerCan: { callDebtors: false } } as unknown as Viewer}>
        <CallBar attempt={{ ...call, ...of } as Attempt} />
      </ViewerContext>
    </Provider>,
  );
}

test.each(["queued", "ringing"])("nothing is counted while the call is %s", (providerStatus) => {
  show({ state: "ACCEPTED", providerStatus, answeredAt: null });

  expect(screen.queryByRole("timer")).toBeNull();
});

test("a conversation is counted from when the person picked up", () => {
  show({ state: "DELIVERED", providerStatus: "in-progress", answeredAt: pickedUp });

  expect(screen.getByRole("timer")).toHaveTextContent("1:05");
});

test("the row of a call says how long it lasted, and nothing of one that nobody answered", () => {
  const event = {
    __typename: "ContactPlanned",
    id: "e1",
    chain: "PARTIES",
    sequence: 1,
    occurredAt: planned,
    recordedAt: planned,
    milestone: false,
    group: "MESSAGES",
    sentence: "Call planned",
    actor: { kind: "PERSON", name: "Awa Diallo", organization: "Cabinet Rivoli" },
    supersedes: null,
    supersededBy: null,
    channel: "VOICE",
    sendAt: planned,
  };
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [] });
  const rows = [
    { ...event, attempt: { ...call, state: "DELIVERED", durationSeconds: 125 } },
    { ...event, id: "e2", attempt: { ...call, state: "FAILED", durationSeconds: null } },
  ];

  renderInApp(
    <Provider value={client}>
      {rows.map((one) => (
        <TimelineRow key={one.id} event={one as unknown as TimelineEventData} />
      ))}
    </Provider>,
  );

  expect(screen.getAllByText(/^The call lasted/).map((one) => one.textContent)).toEqual(["The call lasted 2:05"]);
});
