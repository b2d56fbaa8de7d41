import { expect, test } from "vitest";
import { between, toggled } from "@/portfolio/range";

const order = ["a", "b", "c", "d"];

test.each([
  ["down", "b", "d", ["b", "c", "d"]],
  ["up", "c", "a", ["a", "b", "c"]],
  ["from nowhere", null, "c", ["c"]],
  ["from a row that is gone", "z", "c", ["c"]],
])("a range %s", (_, one, other, rows) => {
  expect(between(order, one, other)).toEqual(rows);
});

test("a range is switched as its last row is", () => {
  expect(toggled(new Set(["a"]), "c", ["b", "c"])).toEqual(new Set(["a", "b", "c"]));
  expect(toggled(new Set(["a", "b", "c"]), "c", ["b", "c"])).toEqual(new Set(["a"]));
});
