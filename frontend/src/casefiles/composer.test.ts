import { expect, test } from "vitest";
import { composerTabs } from "@/casefiles/composer";

const nothing = {
  move: false,
  planContact: false,
  writeNote: false,
  writeDocument: false,
  issueDirective: false,
  recordPayment: false,
  declarePayment: false,
  reversePayment: false,
  writeContactPoint: false,
  makeEvidenceBundle: false,
  assign: false,
  take: false,
};

test("the private note comes first, and rights decide the rest", () => {
  expect(composerTabs({ viewerCan: { ...nothing, writeNote: true, writeDocument: true, planContact: true } })).toEqual([
    "private",
    "shared",
    "document",
    "SMS",
    "EMAIL",
    "LETTER",
  ]);
  expect(composerTabs({ viewerCan: { ...nothing, writeNote: true } })).toEqual(["private", "shared"]);
  expect(composerTabs({ viewerCan: nothing })).toEqual([]);
});
