import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { AuditGroup } from "@/api/enums";
import type { AuditFilter } from "@/audit/documents";

export const groupLabels: Record<AuditGroup, MessageDescriptor> = {
  SIGN_IN: msg`Sign-ins`,
  PEOPLE: msg`People and roles`,
  BANKS: msg`Banks`,
  EXPORTS: msg`Files taken out`,
  DATA: msg`Keeping and erasing`,
  CONTACTS: msg`Messages to debtors`,
};

/** How the log is looked at, as its address says: shared by a link, and left by the back button. */
export type AuditView = {
  q?: string;
  show?: string;
  from?: string;
  until?: string;
  /** The membership of whoever acted. */
  person?: string;
};

function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const [year, date] = [Number(value.slice(0, 4)), new Date(`${value}T00:00:00Z`)];
  return year >= 1970 && year < 2200 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

export function groupOf({ show = "" }: AuditView): AuditGroup | undefined {
  return (Object.keys(groupLabels) as AuditGroup[]).find((group) => group === show.toUpperCase());
}

/** Keeps what the address may say; anything else is dropped. */
export function viewOf({ q, show, from, until, person }: Record<string, unknown>): AuditView {
  const group = typeof show === "string" ? groupOf({ show }) : undefined;
  const ordered = !isDay(from) || !isDay(until) || from <= until;
  return {
    ...(typeof q === "string" && q ? { q } : {}),
    ...(group ? { show: group.toLowerCase() } : {}),
    ...(isDay(from) && ordered ? { from } : {}),
    ...(isDay(until) && ordered ? { until } : {}),
    ...(typeof person === "string" && person ? { person } : {}),
  };
}

/** What the API is asked to narrow to. */
export function filterOf(view: AuditView): AuditFilter {
  const group = groupOf(view);
  return {
    groups: group ? [group] : null,
    search: view.q ?? null,
    from: view.from ?? null,
    until: view.until ?? null,
    person: view.person ?? null,
  };
}
