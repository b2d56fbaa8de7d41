import { expect, test } from "vitest";
import { choose, initialMapping, isWorking, mappingInput, missing, stepOf, unanswered } from "@/placements/steps";

const column = (index: number, suggestion: string | null) => ({
  index,
  header: `h${index}`,
  samples: [],
  suggestion,
  suggestionReason: null,
});

const fields = [
  { key: "number", label: "Number", required: true },
  { key: "name", label: "Name", required: false },
];

test("a file still being read shows its progress, not an empty mapping", () => {
  expect(stepOf({ state: "UPLOADED", columns: [] }, false)).toBe("check");
  expect(stepOf({ state: "UPLOADED", columns: [column(0, null)] }, false)).toBe("map");
  expect(isWorking({ state: "COMMITTING", columns: [column(0, null)] })).toBe(true);
  expect(isWorking({ state: "SUBMITTED", columns: [column(0, null)] })).toBe(false);
});

test("going back to the columns is possible until the placement is confirmed", () => {
  const columns = [column(0, null)];
  expect(stepOf({ state: "CHECKED", columns }, true)).toBe("map");
  expect(stepOf({ state: "MAPPED", columns }, true)).toBe("map");
  expect(stepOf({ state: "SUBMITTED", columns }, true)).toBe("done");
});

test("suggestions fill the mapping, each field once, unless one was kept", () => {
  const columns = [column(0, "number"), column(1, "number"), column(2, null)];
  expect(initialMapping({ columns, mapping: [] })).toEqual({ 0: "number" });
  expect(initialMapping({ columns, mapping: [{ column: 2, field: "name" }] })).toEqual({ 2: "name" });
});

test("a field chosen for a column leaves the column that had it", () => {
  const mapping = choose({ 0: "number", 1: "name" }, 2, "number");
  expect(mapping).toEqual({ 1: "name", 2: "number" });
  expect(choose(mapping, 1, "")).toEqual({ 2: "number" });
  expect(mappingInput(mapping)).toEqual([
    { column: 1, field: "name" },
    { column: 2, field: "number" },
  ]);
});

test("what is required and not given is named", () => {
  expect(missing({ fields }, { 0: "name" }).map((field) => field.key)).toEqual(["number"]);
  expect(missing({ fields }, { 0: "number" })).toEqual([]);
});

test("an answer of blanks is none", () => {
  const questions = [{ key: "currency", message: "Which?", choices: [] }];
  expect(unanswered({ questions }, { currency: "  " })).toHaveLength(1);
  expect(unanswered({ questions }, { currency: "EUR" })).toHaveLength(0);
});
