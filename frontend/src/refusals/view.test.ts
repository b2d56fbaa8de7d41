import { expect, test } from "vitest";
import { daysOf, filterOf, narrowed, since, upTo, viewOf } from "@/refusals/view";

test("an address keeps what can be counted", () => {
  const kept = {
    from: "2026-11-01",
    until: "2026-11-24",
    reason: "OPTED_OUT",
    channel: "SMS",
    client: "c",
    collector: "m",
  };
  expect(viewOf({ ...kept, other: 1 })).toEqual(kept);
  expect(viewOf({ from: "2026-02-30", reason: "<b>", channel: "FAX", client: 3 })).toEqual({});
  expect(viewOf({ from: "2026-11-24", until: "2026-11-01" })).toEqual({});
});

test("the last thirty days unless others are named", () => {
  expect(daysOf({}, "2026-11-24")).toEqual({ since: "2026-10-26", until: "2026-11-24" });
  expect(daysOf({ from: "2026-11-20" }, "2026-11-24")).toEqual({ since: "2026-11-20", until: "2026-11-24" });
  expect(filterOf({ reason: "HOLIDAY" }, "2026-11-24")).toMatchObject({ code: "HOLIDAY", channel: null });
});

test("each figure narrows to what it counts", () => {
  expect(narrowed({ client: "c" }, { by: "REASON", key: "HOLIDAY" })).toEqual({ client: "c", reason: "HOLIDAY" });
  expect(narrowed({}, { by: "CHANNEL", key: "sms" })).toEqual({ channel: "SMS" });
  expect(narrowed({}, { by: "WEEK", key: "2026-11-23" })).toEqual({ from: "2026-11-23", until: "2026-11-29" });
  expect(narrowed({}, { by: "COLLECTOR", key: null })).toBeNull();
});

test("no more than a year is asked for: the other day comes nearer", () => {
  const today = "2026-11-24";
  expect(since({}, "2020-01-01", today)).toEqual({ from: "2020-01-01", until: "2020-12-31" });
  expect(since({ until: "2026-11-24" }, "2026-01-01", today)).toEqual({ from: "2026-01-01", until: "2026-11-24" });
  expect(upTo({ from: "2020-01-01", until: "2020-02-01" }, today, today)).toEqual({ from: "2025-11-24", until: today });
  expect(viewOf({ from: "2020-01-01", until: "2026-11-24" })).toEqual({});
  expect(daysOf({ from: "2020-01-01" }, today)).toEqual({ since: "2020-01-01", until: "2020-12-31" });
});
