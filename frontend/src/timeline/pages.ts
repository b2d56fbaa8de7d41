import type { Client, OperationResult } from "urql";
import { pipe, subscribe } from "wonka";
import type { ResultOf } from "@/api/graphql";
import {
  type TimelineEventData,
  type TimelineFilter,
  TimelinePage,
  type TimelineVariables,
} from "@/timeline/documents";
import { timeZone } from "@/timeline/view";

const SIZE = 50;

type CaseFile = NonNullable<ResultOf<typeof TimelinePage>["caseFile"]>;
type Connection = CaseFile["timeline"];
export type Opening = Omit<CaseFile, "id" | "timeline">;

/** Where a list begins: at the newest event, at the newest of a day, or at the oldest event of all. */
export type Start = { at: "newest" } | { at: "oldest" } | { at: "day"; day: string };

type End = { more: boolean; failed: boolean };
export type Pages = {
  state: "loading" | "failed" | "ready";
  events: readonly TimelineEventData[];
  newer: End;
  older: End;
  /** What the first answer says of the whole timeline. */
  opening: Opening | null;
};

type Slot = {
  variables: TimelineVariables;
  page: Connection | null;
  failed: boolean;
  /** Events delivered before it was asked: one that came while the page was out may not be in it. */
  deliveries: number;
  missed: boolean;
  /** Its events' places in the whole list. */
  from: number;
  to: number;
  stop: (() => void) | null;
};

const LOADING: Pages = {
  state: "loading",
  events: [],
  newer: { more: false, failed: false },
  older: { more: false, failed: false },
  opening: null,
};

/**
 * The loaded pages of one timeline as one list, newest first. Each page is a query of its own, so that a page costs
 * the same however many came before; the cache keeps current those near what is read, and the first one.
 */
export function openPages(client: Client, caseFileId: string, filter: TimelineFilter | null, start: Start) {
  const common = { id: caseFileId, filter, timeZone };
  const readers = new Set<() => void>();
  let slots: Slot[] = [];
  let deliveries = 0;
  let opening: Opening | null = null;
  let snapshot = LOADING;

  function slot(variables: TimelineVariables): Slot {
    return { variables, page: null, failed: false, deliveries, missed: false, from: 0, to: 0, stop: null };
  }

  function attach(one: Slot, requestPolicy: "network-only" | "cache-first") {
    one.stop?.();
    one.failed = false;
    const asked = client.query(TimelinePage, one.variables, { requestPolicy, followed: true });
    one.stop = pipe(
      asked,
      subscribe((result) => receive(one, result)),
    ).unsubscribe;
  }

  function detach(one: Slot) {
    one.stop?.();
    one.stop = null;
  }

  function receive(one: Slot, { data, error }: OperationResult<ResultOf<typeof TimelinePage>>) {
    const caseFile = data?.caseFile;
    if (caseFile) {
      const first = one.page === null;
      one.page = caseFile.timeline;
      if (first) one.missed = !caseFile.timeline.pageInfo.hasPreviousPage && one.deliveries !== deliveries;
      if (one.variables.opening) opening ??= caseFile;
    } else if (error || data) {
      one.failed = true;
    }
    tell();
  }

  function tell() {
    const known = new Set<string>();
    const events: TimelineEventData[] = [];
    for (const one of slots) {
      one.from = events.length;
      for (const { node } of one.page?.edges ?? []) {
        if (known.has(node.id)) continue;
        known.add(node.id);
        events.push(node);
      }
      one.to = events.length;
    }
    const [top, bottom] = [slots[0], slots.at(-1)];
    const loaded = slots.some((one) => one.page);
    snapshot = {
      state: loaded ? "ready" : top?.failed ? "failed" : "loading",
      events,
      newer: {
        more: top?.page ? top.page.pageInfo.hasPreviousPage || top.missed : loaded,
        failed: top?.failed ?? false,
      },
      older: { more: bottom?.page ? bottom.page.pageInfo.hasNextPage : loaded, failed: bottom?.failed ?? false },
      opening,
    };
    for (const reader of readers) reader();
  }

  function begin() {
    if (slots[0]) {
      attach(slots[0], "cache-first");
      return;
    }
    const size = start.at === "oldest" ? { last: SIZE } : { first: SIZE };
    const head = slot({ ...common, opening: true, ...size, ...(start.at === "day" ? { startOn: start.day } : {}) });
    slots = [head];
    attach(head, "network-only");
  }

  return {
    subscribe(reader: () => void) {
      readers.add(reader);
      if (readers.size === 1) begin();
      return () => {
        readers.delete(reader);
        if (readers.size === 0) slots.forEach(detach);
      };
    },

    read: () => snapshot,

    /** One page of older events, unless it is out already. */
    loadOlder() {
      const after = slots.at(-1)?.page?.pageInfo;
      if (!after?.hasNextPage || !after.endCursor) return;
      const one = slot({ ...common, opening: false, first: SIZE, after: after.endCursor });
      slots = [...slots, one];
      attach(one, "cache-first");
    },

    /** One page of newer events, unless it is out already. */
    loadNewer() {
      const top = slots[0];
      if (!top?.page || !(top.page.pageInfo.hasPreviousPage || top.missed)) return;
      const before = slots.find((one) => one.page?.pageInfo.startCursor)?.page?.pageInfo.startCursor;
      if (!before) return;
      const one = slot({ ...common, opening: false, last: SIZE, before });
      slots = [one, ...slots];
      attach(one, "network-only");
    },

    /** Ask again what failed. */
    retry() {
      for (const one of slots.filter((each) => each.failed)) attach(one, "network-only");
      tell();
    },

    /** Keep current the pages around these places, and the first, into which new events come. */
    follow(from: number, to: number) {
      for (const [index, one] of slots.entries()) {
        const near = index === 0 || (one.to > from - SIZE && one.from < to + SIZE);
        if (near && !one.stop) attach(one, "cache-first");
        if (!near && one.stop && one.page) detach(one);
      }
    },

    /** An event was delivered live. */
    delivered() {
      deliveries += 1;
    },
  };
}

export type OpenPages = ReturnType<typeof openPages>;
