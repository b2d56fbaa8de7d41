import type { Client } from "urql";
import { expect, test } from "vitest";
import { makeSubject, onEnd, onStart, pipe } from "wonka";
import type { TimelineVariables } from "@/timeline/documents";
import { openPages, type Start } from "@/timeline/pages";

type Asked = {
  variables: TimelineVariables;
  policy: string;
  answer: (ids: string[], info?: Info) => void;
  fail: () => void;
};
type Info = { newer?: boolean; older?: boolean };

/** Pages over a network in the test's hands: what is asked for, and whether it is still followed. */
function opened(start: Start = { at: "newest" }) {
  const asked: Asked[] = [];
  const followed = new Set<TimelineVariables>();
  const query = (_document: unknown, variables: TimelineVariables, { requestPolicy }: { requestPolicy: string }) => {
    const { source, next } = makeSubject<unknown>();
    const answer = (ids: string[], { newer = false, older = false }: Info = {}) =>
      next({
        data: {
          caseFile: {
            timelinePosition: "p0",
            timeline: {
              edges: ids.map((id) => ({ node: { id } })),
              pageInfo: {
                hasNextPage: older,
                hasPreviousPage: newer,
                startCursor: ids[0] ?? null,
                endCursor: ids.at(-1) ?? null,
              },
            },
          },
        },
      });
    asked.push({ variables, policy: requestPolicy, answer, fail: () => next({ error: new Error("gone") }) });
    return pipe(
      source,
      onStart(() => followed.add(variables)),
      onEnd(() => followed.delete(variables)),
    );
  };
  const store = openPages({ query } as unknown as Client, "c1", null, start);
  store.subscribe(() => undefined);
  const ids = () => store.read().events.map((event) => event.id);
  const last = () => asked.at(-1) as Asked;
  return { store, asked, last, ids, followed };
}

test("pages join on both sides of where the list was opened", () => {
  const { store, last, ids } = opened({ at: "day", day: "2026-03-02" });
  expect(last().variables).toMatchObject({ opening: true, first: 50, startOn: "2026-03-02" });
  last().answer(["e5", "e4"], { newer: true, older: true });

  store.loadOlder();
  expect(last().variables).toMatchObject({ opening: false, first: 50, after: "e4" });
  last().answer(["e3"]);
  store.loadNewer();
  expect(last().variables).toMatchObject({ last: 50, before: "e5" });
  last().answer(["e6"]);

  expect(ids()).toEqual(["e6", "e5", "e4", "e3"]);
  expect([store.read().newer.more, store.read().older.more]).toEqual([false, false]);
});

test("one page is asked at a time, and none beyond the ends", () => {
  const { store, asked, last } = opened();
  store.loadOlder();
  last().answer(["e2"], { older: true });
  store.loadOlder();
  store.loadOlder();
  store.loadNewer();

  expect(asked).toHaveLength(2);
});

test("an event delivered while a page was out may not be in it: what is newer is asked for once more", () => {
  const { store, last, ids } = opened();
  store.delivered();
  last().answer(["e2", "e1"]);
  expect(store.read().newer.more).toBe(true);

  store.loadNewer();
  expect(last().variables).toMatchObject({ last: 50, before: "e2" });
  last().answer(["e3", "e2"]);

  expect(ids()).toEqual(["e3", "e2", "e1"]);
  expect(store.read().newer.more).toBe(false);
});

test("a page that failed is asked again, and the others stay", () => {
  const { store, last, ids } = opened();
  last().answer(["e2"], { older: true });
  store.loadOlder();
  last().fail();
  expect(store.read().older).toEqual({ more: true, failed: true });

  store.retry();
  last().answer(["e1"]);

  expect(ids()).toEqual(["e2", "e1"]);
  expect(store.read().older).toEqual({ more: false, failed: false });
});

test("a first page that failed says so", () => {
  const { store, last } = opened();
  last().fail();

  expect(store.read().state).toBe("failed");
});

test("pages far from what is read are not followed, the first always is", () => {
  const { store, asked, last, followed } = opened();
  for (const page of [0, 1, 2, 3]) {
    last().answer(
      Array.from({ length: 50 }, (_, index) => `e${page}-${index}`),
      { older: true },
    );
    if (page < 3) store.loadOlder();
  }
  const pages = asked.map(({ variables }) => variables);

  store.follow(150, 160);
  const deep = pages.map((variables) => followed.has(variables));
  store.follow(0, 10);
  const top = pages.map((variables) => followed.has(variables));

  expect(deep).toEqual([true, false, true, true]);
  expect(top).toEqual([true, true, false, false]);
});
