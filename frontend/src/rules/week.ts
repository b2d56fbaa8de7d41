import type { Hours, OwnVersion, RuleDay } from "@/rules/documents";

/** A weekday of the form: closed, or open from and until as `09:00`; null where the rules allow no contact. */
export type DayDraft = { open: boolean; opens: string; closes: string } | null;

const MONDAY = Date.UTC(2026, 0, 5);

/** The weekday's name in the reader's language; Monday is 0. */
export function weekdayName(weekday: number, locale: string): string {
  const options = { weekday: "long", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, options).format(MONDAY + weekday * 86_400_000);
}

/** `09:00–12:00, 14:00–18:00`; empty when closed. */
export function hoursText(hours: readonly Hours[]): string {
  return hours.map(({ opens, closes }) => `${opens}–${closes}`).join(", ");
}

/** Whether the agency allows itself less than the rules that day. */
export function isNarrower({ hours, allowed }: RuleDay): boolean {
  return hoursText(hours) !== hoursText(allowed);
}

/** The week to edit: what the agency set, else what the rules allow, from the first to the last minute of a day. */
export function draftOf(days: readonly RuleDay[], own: OwnVersion["voice"] | undefined): DayDraft[] {
  return days.map(({ weekday, allowed }) => {
    const [first, last] = [allowed.at(0), allowed.at(-1)];
    if (!first || !last) return null;
    const mine = own?.find((day) => day.weekday === weekday);
    return { open: !own || mine !== undefined, opens: mine?.opens ?? first.opens, closes: mine?.closes ?? last.closes };
  });
}

/** The days as the API takes them: those that are open. */
export function daysOf(drafts: readonly DayDraft[]): { weekday: number; opens: string; closes: string }[] {
  return drafts.flatMap((draft, weekday) =>
    draft?.open ? [{ weekday, opens: draft.opens, closes: draft.closes }] : [],
  );
}

/** What the agency set last for a profile: what starts last, and of one day the newest. */
export function lastOf(versions: readonly OwnVersion[], profile: string): OwnVersion | undefined {
  return versions
    .filter((one) => one.profile === profile)
    .toSorted((one, other) => other.startsOn.localeCompare(one.startsOn) || other.version - one.version)
    .at(0);
}
