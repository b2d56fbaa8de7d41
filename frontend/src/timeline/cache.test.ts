import { Client, type ExecutionResult, makeResult, type Operation } from "urql";
import { expect, test, vi } from "vitest";
import { filter, fromValue, makeSubject, merge, mergeMap, pipe, share, subscribe } from "wonka";
import { createCache } from "@/api/cache";
import { StopFacts } from "@/stops/documents";
import { TimelineLive, TimelinePage, type TimelineVariables } from "@/timeline/documents";

function note(id: string, second = Number(id.slice(1))) {
  return {
    __typename: "NoteWritten",
    id,
    chain: "PARTIES",
    sequence: 1,
    occurredAt: "2026-11-22T10:00:00Z",
    recordedAt: `2026-11-22T10:00:0${second}Z`,
    milestone: false,
    group: "NOTES",
    sentence: id,
    actor: { __typename: "EventActor", kind: "PERSON", name: "Awa", organization: "Rivoli" },
    supersedes: null,
    supersededBy: null,
    noteId: "n1",
    body: id,
    viewerCanCorrect: false,
  };
}

function page(ids: string[], info: { newer?: boolean; older?: boolean }) {
  return {
    caseFile: {
      __typename: "CaseFile",
      id: "c1",
      timeline: {
        __typename: "TimelineConnection",
        edges: ids.map((id) => ({ __typename: "TimelineEdge", cursor: id, node: note(id) })),
        pageInfo: {
          __typename: "PageInfo",
          hasNextPage: info.older ?? false,
          hasPreviousPage: info.newer ?? false,
          startCursor: ids[0],
          endCursor: ids.at(-1),
        },
      },
    },
  };
}

/** A client over the real cache, with the network in the test's hands. */
function harness(answer: (variables: TimelineVariables) => unknown) {
  const live = makeSubject<ExecutionResult>();
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [
      createCache(),
      () => (operations) => {
        const shared = share(operations);
        const answered = (operation: Operation) =>
          operation.kind === "query"
            ? fromValue(
                makeResult(operation, { data: answer(operation.variables as TimelineVariables) } as ExecutionResult),
              )
            : pipe(
                live.source,
                mergeMap((result) => fromValue(makeResult(operation, result))),
              );
        return merge([
          pipe(
            shared,
            filter((operation) => operation.kind !== "teardown"),
            mergeMap(answered),
          ),
        ]);
      },
    ],
  });
  pipe(
    client.subscription(TimelineLive, { caseFileId: "c1", after: "p0" }),
    subscribe(() => undefined),
  );
  return { client, live };
}

function watch(client: Client, variables: Partial<TimelineVariables>) {
  let ids: string[] = [];
  pipe(
    client.query(TimelinePage, { id: "c1", opening: false, first: 50, ...variables }),
    subscribe((result) => {
      ids = result.data?.caseFile?.timeline.edges.map((edge) => edge.node.id) ?? [];
    }),
  );
  return () => ids;
}

function deliver(
  live: ReturnType<typeof harness>["live"],
  event: Omit<ReturnType<typeof note>, "noteId" | "body" | "viewerCanCorrect">,
) {
  live.next({
    data: {
      timeline: {
        __typename: "TimelineDelivery",
        position: `at-${event.id}`,
        event,
        caseFile: { __typename: "CaseFile", id: "c1" },
      },
    },
  } as unknown as ExecutionResult);
}

test("an event delivered live comes on top, once, and into no page below", async () => {
  const { client, live } = harness(({ after }) => (after ? page(["e1"], { newer: true }) : page(["e3", "e2"], {})));
  const first = watch(client, {});
  const older = watch(client, { after: "e2" });
  expect([first(), older()]).toEqual([["e3", "e2"], ["e1"]]);

  deliver(live, note("e4"));
  deliver(live, note("e4"));

  await vi.waitFor(() => expect(first()).toEqual(["e4", "e3", "e2"]));
  expect(older()).toEqual(["e1"]);
});

test("one that was recorded before the newest comes to its place", async () => {
  const { client, live } = harness(() => page(["e5", "e2"], {}));
  const first = watch(client, {});

  deliver(live, note("e4"));

  await vi.waitFor(() => expect(first()).toEqual(["e5", "e4", "e2"]));
});

test("a list that leaves it out, or does not reach the newest, stays as it is", async () => {
  const { client, live } = harness(({ before }) => page(["e3"], { newer: before === "x" }));
  const notes = watch(client, { filter: { groups: ["NOTES"] } });
  const payments = watch(client, { filter: { groups: ["PAYMENTS"] } });
  const earlier = watch(client, { filter: { until: "2026-11-21" } });
  const inTheMiddle = watch(client, { first: null, last: 50, before: "x" });

  deliver(live, note("e4"));

  await vi.waitFor(() => expect(notes()).toEqual(["e4", "e3"]));
  expect([payments(), earlier(), inTheMiddle()]).toEqual([["e3"], ["e3"], ["e3"]]);
});

test.each([
  ["StopFactRecorded", "c1", 2],
  ["StopFactEnded", "c1", 2],
  ["NoteWritten", "c1", 1],
  ["StopFactRecorded", "another case file", 1],
])("what the other side entered is asked for again beside the timeline: %s on %s", async (kind, of, times) => {
  const asked = vi.fn(() => ({
    stopFacts: { __typename: "CaseFileStops", facts: [], elsewhere: [], viewerCanWrite: true },
  }));
  const { client, live } = harness((variables) => ("caseFileId" in variables ? asked() : page(["e3"], {})));
  const first = watch(client, {});
  pipe(
    client.query(StopFacts, { caseFileId: of }),
    subscribe(() => undefined),
  );
  const fact = { stopKind: "DECEASED", sinceOn: "2026-11-20", dueOn: null, party: "X", knownFrom: "y" };
  const ended = { ...fact, endedOn: "2026-11-21", representative: null };

  deliver(live, { ...note("e4"), ...ended, __typename: kind });

  await vi.waitFor(() => expect(first()).toEqual(["e4", "e3"]));
  expect(asked).toHaveBeenCalledTimes(times);
});
