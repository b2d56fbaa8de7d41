import { expect, test } from "vitest";
import { difference } from "@/templates/difference";

test("a word that was changed is told with its former", () => {
  expect(difference("Total à régler : {amount_due}", "Total à payer : {amount_due}")).toEqual([
    { kind: "same", text: "Total à " },
    { kind: "gone", text: "régler" },
    { kind: "new", text: "payer" },
    { kind: "same", text: " : {amount_due}" },
  ]);
});

test("equal texts differ in nothing, and an empty one in all", () => {
  expect(difference("Bonjour", "Bonjour")).toEqual([{ kind: "same", text: "Bonjour" }]);
  expect(difference("", "Bonjour")).toEqual([{ kind: "new", text: "Bonjour" }]);
  expect(difference("", "")).toEqual([]);
});

test.each([
  ["a b c d e", "b c x e f"],
  ["one\n\ntwo three", "one two\n\nthree"],
  ["a a a b", "a b a a"],
  ["", "x y"],
])("%j and %j are made of their pieces", (former, later) => {
  const pieces = difference(former, later);

  expect(
    pieces
      .filter(({ kind }) => kind !== "new")
      .map(({ text }) => text)
      .join(""),
  ).toBe(former);
  expect(
    pieces
      .filter(({ kind }) => kind !== "gone")
      .map(({ text }) => text)
      .join(""),
  ).toBe(later);
});
