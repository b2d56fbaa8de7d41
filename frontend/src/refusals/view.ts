import type { Channel } from "@/api/enums";
import { channelLabels } from "@/formatting/labels";
import type { RefusalFigure, RefusalFilter } from "@/refusals/documents";

/** What is counted, as the page's address says: shared by a link, and left by the back button. */
export type RefusalView = {
  from?: string;
  until?: string;
  reason?: string;
  channel?: Channel;
  client?: string;
  collector?: string;
};

const DAY = 86_400_000;
const SPAN = 29;
/** The server counts no more days than these at once. */
const LONGEST = 365;

function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Keeps what the address may say; anything else is dropped. */
export function viewOf({ from, until, reason, channel, client, collector }: Record<string, unknown>): RefusalView {
  const ordered = !isDay(from) || !isDay(until) || (from <= until && until <= shifted(from, LONGEST));
  return {
    ...(isDay(from) && ordered ? { from } : {}),
    ...(isDay(until) && ordered ? { until } : {}),
    ...(typeof reason === "string" && /^[A-Z0-9_]+$/.test(reason) ? { reason } : {}),
    ...(typeof channel === "string" && channel in channelLabels ? { channel: channel as Channel } : {}),
    ...(typeof client === "string" && client ? { client } : {}),
    ...(typeof collector === "string" && collector ? { collector } : {}),
  };
}

/** The view from another first day; a last day that is too far away by then comes nearer. */
export function since(view: RefusalView, from: string | undefined, today: string): RefusalView {
  const { until } = daysOf(view, today);
  if (!from || until <= shifted(from, LONGEST)) return { ...view, from };
  return { ...view, from, until: shifted(from, LONGEST) };
}

/** The view up to another last day; a first day that is too far away by then comes nearer. */
export function upTo(view: RefusalView, until: string | undefined, today: string): RefusalView {
  const { since: from } = daysOf(view, today);
  if (!until || until <= shifted(from, LONGEST)) return { ...view, until };
  return { ...view, from: shifted(until, -LONGEST), until };
}

/** The days that are counted: the last thirty unless the address says others. */
export function daysOf({ from, until }: RefusalView, today: string): { since: string; until: string } {
  const last =
    until ?? (from && from > today ? from : from && today > shifted(from, LONGEST) ? shifted(from, LONGEST) : today);
  return { since: from ?? shifted(last, -SPAN), until: last };
}

export function filterOf(view: RefusalView, today: string): RefusalFilter {
  return {
    ...daysOf(view, today),
    code: view.reason ?? null,
    channel: view.channel ?? null,
    clientId: view.client ?? null,
    collectorId: view.collector ?? null,
  };
}

/** The view that counts only what a figure counts; null where it cannot be narrowed to. */
export function narrowed(view: RefusalView, { by, key }: Pick<RefusalFigure, "by" | "key">): RefusalView | null {
  if (key === null) return null;
  if (by === "REASON") return { ...view, reason: key };
  if (by === "CHANNEL") return { ...view, channel: key.toUpperCase() as Channel };
  if (by === "CLIENT") return { ...view, client: key };
  if (by === "COLLECTOR") return { ...view, collector: key };
  if (by === "WEEK") return { ...view, from: key, until: shifted(key, 6) };
  return null;
}
