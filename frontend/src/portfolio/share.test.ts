import { expect, test } from "vitest";
import { shares } from "@/portfolio/share";

test("bars are drawn in proportion to the largest size", () => {
  expect(shares([200, 50, 0])).toEqual([100, 25, 0]);
  expect(shares([0, -3])).toEqual([0, 0]);
  expect(shares([])).toEqual([]);
});
