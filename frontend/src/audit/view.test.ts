import { expect, test } from "vitest";
import { filterOf, viewOf } from "@/audit/view";

test("an address keeps what it may say", () => {
  const said = { q: "awa", show: "banks", from: "2026-11-01", until: "2026-11-30", person: "TWVt" };
  expect(viewOf(said)).toEqual(said);
});

test.each([
  ["a group that does not exist", { show: "secrets" }],
  ["a day that does not exist", { from: "2026-02-30" }],
  ["a period that runs backwards", { from: "2026-11-30", until: "2026-11-01" }],
  ["what is no text", { q: 7, person: ["x"], until: true }],
  ["nothing at all", { q: "", show: "", person: "" }],
])("an address drops %s", (_, said) => {
  expect(viewOf(said)).toEqual({});
});

test("the API is asked for what is shown", () => {
  expect(filterOf({ show: "sign_in", q: "awa" })).toEqual({
    groups: ["SIGN_IN"],
    search: "awa",
    from: null,
    until: null,
    person: null,
  });
});
