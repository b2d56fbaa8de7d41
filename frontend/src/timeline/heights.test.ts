import { expect, test } from "vitest";
import { advance, boundary, distance } from "@/timeline/heights";

const parties = (sequence: number) => ({ chain: "PARTIES" as const, sequence });
const agency = (sequence: number) => ({ chain: "AGENCY" as const, sequence });

test("what lies between what was read and what was seen stays unread", () => {
  const heads = { PARTIES: 9 };
  const newest = new Set(["PARTIES:9", "PARTIES:8"]);

  expect(advance({ PARTIES: 4 }, heads, newest)).toEqual({ PARTIES: 4 });
  expect(advance({ PARTIES: 4 }, heads, new Set([...newest, "PARTIES:5"]))).toEqual({ PARTIES: 5 });
  expect(advance({ PARTIES: 7 }, heads, newest)).toEqual({ PARTIES: 9 });
});

test("each chain is read by itself, and one that was empty begins at its first event", () => {
  expect(advance({ PARTIES: 1 }, { PARTIES: 2, AGENCY: 1 }, new Set(["AGENCY:1"]))).toEqual({ PARTIES: 1, AGENCY: 1 });
});

test("unread is the sum over the chains, and never less than nothing", () => {
  expect(distance({ PARTIES: 3, AGENCY: 9 }, { PARTIES: 5, AGENCY: 7 })).toBe(2);
});

test("the line stands below the oldest unread event", () => {
  const read = { PARTIES: 2, AGENCY: 1 };

  expect(boundary(read, [parties(4), agency(1), parties(3), parties(2)])).toBe(3);
  expect(boundary(read, [parties(2), agency(1)])).toBeNull();
  expect(boundary(read, [parties(4), parties(3)])).toBeNull();
});
