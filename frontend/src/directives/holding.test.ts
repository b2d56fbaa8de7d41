import { expect, test } from "vitest";
import type { Claim } from "@/casefiles/documents";
import { type Holding, heldOf, isHoldable } from "@/directives/holding";

const claim = (id: string) => ({ id, outstanding: { amount: "700.00", currency: "EUR" } }) as Claim;
const CLAIMS = [claim("a"), claim("b"), claim("c")];
const some = (chosen: string[], amounts: Record<string, string> = {}): Holding => ({
  reason: "why",
  extent: "SOME",
  chosen,
  amounts,
});

test.each([
  ["", true],
  ["350", true],
  ["350,50", true],
  ["700.00", true],
  ["700.01", false],
  ["0", false],
  ["half", false],
])("of 700.00 the part %o can be held: %o", (typed, holdable) => {
  expect(isHoldable(typed, claim("a"))).toBe(holdable);
});

test("the whole case file names no claims, whatever was chosen before", () => {
  expect(heldOf({ ...some(["a"]), extent: "WHOLE" }, CLAIMS)).toEqual([]);
});

test("each chosen claim is held all of it, or the part that was typed", () => {
  expect(heldOf(some(["c", "a"], { a: "350,50", b: "10" }), CLAIMS)).toEqual([
    { claimId: "a", amount: { amount: "350.50", currency: "EUR" } },
    { claimId: "c", amount: null },
  ]);
});
