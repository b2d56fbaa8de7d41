import { expect, test } from "vitest";
import { othersIn, viewOf } from "@/rules/view";

test("the address names a country, or the version of a decision and its day; anything else is dropped", () => {
  expect(viewOf({ country: "be" })).toEqual({ country: "BE" });
  expect(viewOf({ country: "Belgium" })).toEqual({});
  expect(viewOf({ version: "FR 2026-11-22 591e8ffe", day: "2026-11-24", country: "BE" })).toEqual({
    version: "FR 2026-11-22 591e8ffe",
    day: "2026-11-24",
  });
  expect(viewOf({ version: "FR 2026-11-22 591e8ffe", day: "yesterday" })).toEqual({
    version: "FR 2026-11-22 591e8ffe",
  });
});

test("a version names the other countries that took part, and the agency's own rules apart", () => {
  expect(othersIn("BE 2026-11-22 0a1b2c3d + FR 2026-11-22 591e8ffe + agency 7")).toEqual(["FR 2026-11-22 591e8ffe"]);
  expect(othersIn("FR 2026-11-22 591e8ffe + agency 7")).toEqual([]);
});
