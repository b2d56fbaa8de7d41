import { expect, test } from "vitest";
import { chosenInstant } from "@/contacts/send-time";

test("now is no instant: the server decides", () => {
  expect(chosenInstant({ later: false, day: "2026-11-23", time: "09:00" })).toBeNull();
  expect(chosenInstant({ later: true, day: null, time: "09:00" })).toBeNull();
});

test("a chosen time is that time in the reader's zone", () => {
  const expected = new Date(2026, 10, 23, 9, 0).toISOString();
  expect(chosenInstant({ later: true, day: "2026-11-23", time: "09:00" })).toBe(expected);
});
