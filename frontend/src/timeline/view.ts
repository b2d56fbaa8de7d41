import type { Chain, EventGroup, OrganizationKind } from "@/api/enums";
import { dayOf } from "@/formatting/dates";
import type { TimelineFilter } from "@/timeline/documents";
import { groupLabels } from "@/timeline/groups";

/** How a timeline is looked at, as its address says: shared by a link, and left by the back button. */
export type TimelineView = {
  /** Groups of kinds, with commas between. */
  show?: string;
  side?: "own" | "both";
  from?: string;
  until?: string;
  /** The day at which the list opens. */
  on?: string;
};

/** The reader's own time zone: their days are its days. */
export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const [year, date] = [Number(value.slice(0, 4)), new Date(`${value}T00:00:00Z`)];
  return year >= 1970 && year < 2200 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** Keeps what the address may say; anything else is dropped. */
export function viewOf({ show, side, from, until, on }: Record<string, unknown>): TimelineView {
  const groups = typeof show === "string" ? groupsOf({ show }) : [];
  const ordered = !isDay(from) || !isDay(until) || from <= until;
  return {
    ...(groups.length > 0 ? { show: groups.join(",").toLowerCase() } : {}),
    ...(side === "own" || side === "both" ? { side } : {}),
    ...(isDay(from) && ordered ? { from } : {}),
    ...(isDay(until) && ordered ? { until } : {}),
    ...(isDay(on) ? { on } : {}),
  };
}

export function groupsOf({ show = "" }: TimelineView): EventGroup[] {
  const asked = show.toUpperCase().split(",");
  return (Object.keys(groupLabels) as EventGroup[]).filter((group) => asked.includes(group));
}

/** The chain that only the reader's own side sees. */
function ownChain(kind: OrganizationKind): Chain {
  return kind === "CREDITOR" ? "CREDITOR" : "AGENCY";
}

/** What the API is asked to narrow to; null for everything. */
export function filterOf(view: TimelineView, kind: OrganizationKind): TimelineFilter | null {
  const groups = groupsOf(view);
  const filter = {
    ...(groups.length > 0 ? { groups } : {}),
    ...(view.side ? { chain: view.side === "own" ? ownChain(kind) : ("PARTIES" as const) } : {}),
    ...(view.from ? { from: view.from } : {}),
    ...(view.until ? { until: view.until } : {}),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}

type Placed = { group: EventGroup; chain: Chain; recordedAt: string };

/** Whether an event that arrives live belongs into a list that was asked with this filter: the same rule as the API's. */
export function admits(filter: TimelineFilter | null | undefined, event: Placed): boolean {
  if (!filter) return true;
  const day = dayOf(new Date(event.recordedAt).getTime());
  return (
    (!filter.groups?.length || filter.groups.includes(event.group)) &&
    (!filter.chain || filter.chain === event.chain) &&
    (!filter.from || day >= filter.from) &&
    (!filter.until || day <= filter.until)
  );
}
