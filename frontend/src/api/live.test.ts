import { expect, test } from "vitest";
import { backOff, resumable } from "@/api/live";

test("waits double from half a second and stay under half a minute", () => {
  const middle = () => 0.5;
  expect([0, 1, 2, 3].map((retries) => backOff(retries, middle))).toEqual([500, 1000, 2000, 4000]);
  expect(backOff(60, () => 1)).toBeLessThanOrEqual(25_000);
});

test("a subscription sent again after a reconnect starts at the latest position", () => {
  let position: string | undefined;
  const variables = resumable({ caseFileId: "c1", after: "p0" }, () => position);
  expect(JSON.stringify(variables)).toBe('{"caseFileId":"c1","after":"p0"}');
  position = "p7";
  expect(JSON.parse(JSON.stringify(variables))).toEqual({ caseFileId: "c1", after: "p7" });
});

test("a subscription without a position is sent as it is", () => {
  const variables = { batchId: "b1" };
  expect(resumable(variables, () => "p7")).toBe(variables);
});
