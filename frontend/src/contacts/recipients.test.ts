import { expect, test } from "vitest";
import { recipientsFor } from "@/contacts/recipients";

const point = (id: string, more: object = {}) => ({
  id,
  kind: "PHONE" as const,
  value: id,
  validUntil: null,
  invalidReason: null,
  optedOut: [],
  ...more,
});

test("only fitting contact points, usable ones first", () => {
  const parties = [
    {
      id: "p1",
      role: "DEBTOR" as const,
      name: "Petit",
      contactPoints: [
        point("stopped", { optedOut: ["SMS"] }),
        point("wrong", { invalidReason: "unallocated" }),
        point("good"),
        point("mail", { kind: "EMAIL" }),
      ],
    },
  ];
  const found = recipientsFor("SMS", parties as never);
  expect(found.map(({ point: { id }, usable }) => [id, usable])).toEqual([
    ["good", true],
    ["stopped", false],
    ["wrong", false],
  ]);
  expect(recipientsFor("VOICE", parties as never).filter(({ usable }) => usable)).toHaveLength(2);
});
