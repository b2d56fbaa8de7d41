import { expect, test } from "vitest";
import { limitedUntil } from "@/casefiles/limit-reached";

const NOW = Date.parse("2026-11-24T09:00:00Z");
const limit = { code: "LIMIT_REACHED", message: "", source: null, decision: "DEFER" as const };
const waiting = { state: "DEFERRED" as const, until: "2026-11-27T07:00:00Z", reasons: [limit] };

test("the first instant at which a contact that waits for the limits may leave", () => {
  const later = { ...waiting, until: "2026-11-30T08:00:00Z" };

  expect(limitedUntil([later, waiting], NOW)).toBe("2026-11-27T07:00:00Z");
});

test("nothing is said of what waits for the hours, has left, or may leave by now", () => {
  const hours = { ...waiting, reasons: [{ ...limit, code: "OUTSIDE_HOURS" }] };
  const left = { ...waiting, state: "DELIVERED" as const };
  const past = { ...waiting, until: "2026-11-24T08:00:00Z" };

  expect(limitedUntil([hours, left, past], NOW)).toBeNull();
});
