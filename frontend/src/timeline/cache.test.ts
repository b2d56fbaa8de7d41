import { Client, type ExecutionResult, makeResult, type Operation } from "urql";
import { expect, test, vi } from "vitest";
import { filter, fromValue, makeSubject, merge, mergeMap, pipe, share, subscribe } from "wonka";
import { createCache } from "@/api/cache";
import { TimelineLive, TimelinePage } from "@/timeline/documents";

function note(id: string, body: string) {
  return {
    __typename: "NoteWritten",
    id,
    chain: "PARTIES",
    sequence: 1,
    occurredAt: "2026-11-22T10:00:00Z",
    recordedAt: "2026-11-22T10:00:00Z",
    milestone: false,
    sentence: "Shared note",
    actor: { __typename: "EventActor", kind: "PERSON", name: "Awa", organization: "Rivoli" },
    body,
  };
}

function page(ids: string[], more: boolean) {
  return {
    caseFile: {
      __typename: "CaseFile",
      id: "c1",
      timelinePosition: "p0",
      timeline: {
        __typename: "TimelineConnection",
        edges: ids.map((id) => ({ __typename: "TimelineEdge", cursor: id, node: note(id, id) })),
        pageInfo: { __typename: "PageInfo", hasNextPage: more, endCursor: ids.at(-1) },
      },
    },
  };
}

/** A client over the real cache, with the network in the test's hands. */
function harness() {
  const live = makeSubject<ExecutionResult>();
  const pages: Record<string, unknown> = { first: page(["e3", "e2"], true), e2: page(["e1"], false) };
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [
      createCache(),
      () => (operations) => {
        const shared = share(operations);
        const answer = (operation: Operation) =>
          operation.kind === "query"
            ? fromValue(
                makeResult(operation, { data: pages[operation.variables?.after ?? "first"] } as ExecutionResult),
              )
            : pipe(
                live.source,
                mergeMap((result) => fromValue(makeResult(operation, result))),
              );
        return merge([
          pipe(
            shared,
            filter((operation) => operation.kind !== "teardown"),
            mergeMap(answer),
          ),
        ]);
      },
    ],
  });
  return { client, live };
}

function watch(client: Client, after: string | null) {
  let ids: string[] = [];
  pipe(
    client.query(TimelinePage, { id: "c1", after }),
    subscribe((result) => {
      ids = result.data?.caseFile?.timeline.edges.map((edge) => edge.node.id) ?? [];
    }),
  );
  return () => ids;
}

function deliver(live: ReturnType<typeof harness>["live"], id: string) {
  live.next({
    data: {
      timeline: {
        __typename: "TimelineDelivery",
        position: `at-${id}`,
        event: note(id, id),
        caseFile: { __typename: "CaseFile", id: "c1" },
      },
    },
  } as unknown as ExecutionResult);
}

test("an event delivered live comes on top, once, with older pages kept", async () => {
  const { client, live } = harness();
  const first = watch(client, null);
  const older = watch(client, "e2");
  expect(first()).toEqual(["e3", "e2", "e1"]);

  pipe(
    client.subscription(TimelineLive, { caseFileId: "c1", after: "p0" }),
    subscribe(() => undefined),
  );
  deliver(live, "e4");
  deliver(live, "e4");

  await vi.waitFor(() => expect(first()).toEqual(["e4", "e3", "e2", "e1"]));
  expect(older()).toEqual(["e4", "e3", "e2", "e1"]);
});
