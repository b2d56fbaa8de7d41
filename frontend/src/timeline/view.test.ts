import { expect, test } from "vitest";
import { admits, filterOf, viewOf } from "@/timeline/view";

test.each([
  ["known groups, in one order", { show: "payments,notes,shoes" }, { show: "notes,payments" }],
  ["a side", { side: "own" }, { side: "own" }],
  ["a side that is none", { side: "theirs" }, {}],
  [
    "days",
    { from: "2026-02-28", until: "2026-03-01", on: "2026-02-01" },
    { from: "2026-02-28", until: "2026-03-01", on: "2026-02-01" },
  ],
  ["days that are none", { from: "2026-02-30", until: "soon", on: 7 }, {}],
  ["a period that ends before it begins", { from: "2026-03-02", until: "2026-03-01" }, {}],
])("of an address is kept: %s", (_name, search, kept) => {
  expect(viewOf(search)).toEqual(kept);
});

test("one's own side is the chain of one's organization", () => {
  expect(filterOf({ side: "own" }, "CREDITOR")).toEqual({ chain: "CREDITOR" });
  expect(filterOf({ side: "own" }, "AGENCY")).toEqual({ chain: "AGENCY" });
  expect(filterOf({ side: "both", show: "notes" }, "AGENCY")).toEqual({ groups: ["NOTES"], chain: "PARTIES" });
  expect(filterOf({ on: "2026-02-01" }, "AGENCY")).toBeNull();
});

const note = { group: "NOTES" as const, chain: "AGENCY" as const, recordedAt: "2026-03-10T11:00:00.000123+00:00" };

test.each([
  [null, true],
  [{ groups: ["NOTES" as const, "PAYMENTS" as const] }, true],
  [{ groups: ["PAYMENTS" as const] }, false],
  [{ groups: [] }, true],
  [{ chain: "AGENCY" as const }, true],
  [{ chain: "PARTIES" as const }, false],
  [{ from: "2026-03-10", until: "2026-03-10" }, true],
  [{ from: "2026-03-11" }, false],
  [{ until: "2026-03-09" }, false],
])("%o lets a note in: %s", (filter, admitted) => {
  expect(admits(filter, note)).toBe(admitted);
});
