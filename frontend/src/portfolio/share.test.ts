import { expect, test } from "vitest";
import { shares } from "@/portfolio/share";

const eur = (amount: string) => ({ amount, currency: "EUR" });

test("bars are drawn in proportion to the largest amount", () => {
  expect(shares([eur("200.00"), eur("50.00"), null])).toEqual([100, 25, 0]);
  expect(shares([eur("0.00"), null])).toEqual([0, 0]);
  expect(shares([])).toEqual([]);
});
