import { expect, test } from "vitest";
import type { OwnVersion, RuleDay } from "@/rules/documents";
import { daysOf, draftOf, hoursText, isNarrower, lastOf, weekdayName } from "@/rules/week";

const hours = (opens: string, closes: string) => ({ opens, closes });
const DAYS: RuleDay[] = [
  {
    weekday: 0,
    hours: [hours("10:00", "17:00")],
    allowed: [hours("09:00", "12:00"), hours("14:00", "20:00")],
  },
  { weekday: 1, hours: [], allowed: [hours("09:00", "20:00")] },
  { weekday: 2, hours: [], allowed: [] },
];

function version(number: number, startsOn: string, profile: string | null = "FR_B2C") {
  return { version: number, startsOn, profile } as OwnVersion;
}

test("a day is named in the reader's language and its hours are written one after the other", () => {
  expect([weekdayName(0, "fr"), weekdayName(6, "en")]).toEqual(["lundi", "Sunday"]);
  expect(hoursText(DAYS[0]?.allowed ?? [])).toBe("09:00–12:00, 14:00–20:00");
  expect(DAYS.map(isNarrower)).toEqual([true, true, false]);
});

test("without hours of its own the form begins with those of the rules", () => {
  const drafts = draftOf(DAYS, undefined);

  expect(drafts).toEqual([
    { open: true, opens: "09:00", closes: "20:00" },
    { open: true, opens: "09:00", closes: "20:00" },
    null,
  ]);
});

test("a day that the agency left out is closed, and only open ones are sent", () => {
  const drafts = draftOf(DAYS, [{ weekday: 0, opens: "10:00", closes: "17:00" }]);

  expect(drafts[1]).toEqual({ open: false, opens: "09:00", closes: "20:00" });
  expect(daysOf(drafts)).toEqual([{ weekday: 0, opens: "10:00", closes: "17:00" }]);
});

test("the last word of a profile is what starts last, and of one day the newest", () => {
  const versions = [
    version(5, "2026-11-24"),
    version(4, "2026-12-01"),
    version(3, "2026-12-01"),
    version(6, "2027-01-01", null),
  ];

  expect(lastOf(versions, "FR_B2C")?.version).toBe(4);
  expect(lastOf(versions, "FR_B2B")).toBeUndefined();
});
