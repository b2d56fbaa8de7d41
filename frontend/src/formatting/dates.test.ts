import { expect, test } from "vitest";
import { dayOf, formatDay, formatDistance, formatMonth } from "@/formatting/dates";

const NOW = Date.parse("2026-11-22T10:00:00Z");

test("a calendar day reads the same in both languages and every zone", () => {
  expect(formatDay("2026-11-02", "fr")).toBe("02/11/2026");
  expect(formatDay("2026-11-02", "en")).toBe("02/11/2026");
});

test("the month of a first day is that month", () => {
  expect(formatMonth("2026-11-01", "fr")).toBe("nov. 26");
});

test.each([
  ["2026-11-29T10:00:00Z", "dans 7 j"],
  ["2026-11-22T13:00:00Z", "dans 3 h"],
  ["2026-11-22T09:30:00Z", "il y a 30 min"],
  ["2026-11-22T09:59:40Z", "à l’instant"],
  ["2026-11-21T10:00:00Z", "hier"],
])("%s is %s", (instant, expected) => {
  expect(formatDistance(instant, NOW, "fr").replace(/[\u00a0\u202f]/g, " ")).toBe(expected);
});

test("the day of an instant is the reader's", () => {
  expect(dayOf(new Date(2026, 0, 5, 23, 59).getTime())).toBe("2026-01-05");
});
