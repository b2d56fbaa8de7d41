import { expect, test } from "vitest";
import { labelOf, phaseLabels } from "@/contacts/call-phase";

test("a message call is no conversation of anybody's", () => {
  expect(labelOf("TALKING", true)).not.toBe(phaseLabels.TALKING);
  expect(labelOf("TALKING", false)).toBe(phaseLabels.TALKING);
  expect(labelOf("RINGING", true)).toBe(phaseLabels.RINGING);
});
