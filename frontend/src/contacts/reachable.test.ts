import { expect, test } from "vitest";
import { isLeftToAPerson, reachableBy, saysTheSame } from "@/contacts/reachable";

const point = (id: string) => ({ id, kind: "PHONE", value: id, validUntil: null, invalidReason: null, optedOut: [] });
const answer = (contactPointId: string, decision: string) => ({
  contactPointId,
  zones: ["Europe/Paris"],
  verdict: { decision, until: null, reasons: [] },
});

test("each number has its own answer, those that can be used first", () => {
  const caseFile = {
    parties: [{ id: "p1", contactPoints: [point("no"), point("later"), point("now"), point("unknown")] }],
    channels: [
      { channel: "VOICE", addresses: [answer("no", "BLOCK"), answer("later", "DEFER"), answer("now", "ALLOW")] },
    ],
  };
  const found = reachableBy("VOICE", caseFile as never);
  expect(found.map(({ point: { id }, verdict }) => [id, verdict?.decision])).toEqual([
    ["now", "ALLOW"],
    ["later", "DEFER"],
    ["no", "BLOCK"],
    ["unknown", undefined],
  ]);
});

test("an answer that says the same as the one above it is not said twice", () => {
  const verdict = (until: string | null, ...codes: string[]) =>
    ({ decision: "DEFER", until, reasons: codes.map((code) => ({ code })) }) as never;
  expect(saysTheSame(verdict(null, "HOLIDAY"), verdict(null, "HOLIDAY"))).toBe(true);
  expect(saysTheSame(verdict(null, "HOLIDAY"), verdict(null, "HOLIDAY", "CALL_CAP_DAY"))).toBe(false);
  expect(saysTheSame(verdict("2026-11-25T08:30:00Z", "HOLIDAY"), verdict(null, "HOLIDAY"))).toBe(false);
});

test("only a reason that the rules leave to a person can be let pass", () => {
  const verdict = (decision: string, ...reasons: string[]) =>
    ({ decision, until: null, reasons: reasons.map((one) => ({ code: one, decision: one })) }) as never;
  expect(isLeftToAPerson(verdict("REVIEW", "REVIEW", "DEFER"))).toBe(true);
  expect(isLeftToAPerson(verdict("REVIEW", "DEFER"))).toBe(false);
  expect(isLeftToAPerson(verdict("BLOCK", "REVIEW", "BLOCK"))).toBe(false);
});
