import type { Chain } from "@/api/enums";

/** How far somebody has come in each chain of a timeline. */
export type Heights = Readonly<Partial<Record<Chain, number>>>;
type Place = { chain: Chain; sequence: number };

export function heightsOf(places: readonly Place[]): Heights {
  return Object.fromEntries(places.map(({ chain, sequence }) => [chain, sequence]));
}

export function placesOf(heights: Heights): Place[] {
  return (Object.entries(heights) as [Chain, number][]).map(([chain, sequence]) => ({ chain, sequence }));
}

export function isBeyond(heights: Heights, { chain, sequence }: Place): boolean {
  return sequence > (heights[chain] ?? 0);
}

/** How many events lie between what was read and the newest ones. */
export function distance(read: Heights, heads: Heights): number {
  return placesOf(heads).reduce((sum, head) => sum + Math.max(0, head.sequence - (read[head.chain] ?? 0)), 0);
}

/**
 * Read as far as everything was seen: what lies between stays unread, also when something newer was seen. `seen` holds
 * `chain:sequence`.
 */
export function advance(read: Heights, heads: Heights, seen: ReadonlySet<string>): Heights {
  const next: Partial<Record<Chain, number>> = { ...read };
  for (const { chain } of placesOf(heads)) {
    let height = next[chain] ?? 0;
    while (seen.has(`${chain}:${height + 1}`)) height += 1;
    if (height > 0) next[chain] = height;
  }
  return next;
}

/**
 * The place in a list, newest first, above which everything unread lies: the first event of those that were all read.
 * Null when nothing is unread, or when the oldest unread event is not loaded yet.
 */
export function boundary(read: Heights, events: readonly Place[]): number | null {
  const oldestUnread = events.findLastIndex((event) => isBeyond(read, event));
  return oldestUnread >= 0 && oldestUnread + 1 < events.length ? oldestUnread + 1 : null;
}
