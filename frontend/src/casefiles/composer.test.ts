import { expect, test } from "vitest";
import { composerTabs } from "@/casefiles/composer";

const nothing = {
  move: false,
  planContact: false,
  sendReceipt: false,
  recordReceivedCall: false,
  writeNote: false,
  writeDocument: false,
  issueDirective: false,
  recordPayment: false,
  declarePayment: false,
  reversePayment: false,
  correctClaim: false,
  interruptClaim: false,
  writeContactPoint: false,
  recordOptOut: false,
  reopenAddress: false,
  liftOptOut: false,
  makeEvidenceBundle: false,
  assign: false,
  take: false,
  readStops: false,
};

test("the private note comes first, and rights decide the rest", () => {
  const everything = { ...nothing, writeNote: true, writeDocument: true, planContact: true };

  expect(composerTabs({ viewerCan: everything, channels: [] })).toEqual([
    "private",
    "shared",
    "document",
    "SMS",
    "EMAIL",
    "LETTER",
  ]);
  expect(composerTabs({ viewerCan: { ...nothing, writeNote: true }, channels: [] })).toEqual(["private", "shared"]);
  expect(composerTabs({ viewerCan: nothing, channels: [] })).toEqual([]);
});

test("of the channels the one comes first that the debtor would rather be reached by", () => {
  const channels = [{ channel: "EMAIL" }, { channel: "VOICE" }, { channel: "SMS" }] as never;

  const tabs = composerTabs({ viewerCan: { ...nothing, planContact: true }, channels });

  expect(tabs).toEqual(["EMAIL", "SMS", "LETTER"]);
});
