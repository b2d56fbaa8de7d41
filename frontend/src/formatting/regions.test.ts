import { setupI18n } from "@lingui/core";
import { expect, test } from "vitest";
import { regionName } from "@/formatting/regions";

const french = setupI18n({ locale: "fr", messages: { fr: {} } });

test("a region is named as the reader calls it; one without a name keeps its code", () => {
  const regions = ["US-MA", "FR-GUYANE", "US", "US-NOWHERE"];

  const names = regions.map((region) => regionName(region, french));

  expect(names).toEqual(["Massachusetts", "Guyane française", "États-Unis", "US-NOWHERE"]);
});
