import { expect, test } from "vitest";
import { stopKindsOf } from "@/stops/kinds";

test("breathing space is offered where the law knows it", () => {
  expect(stopKindsOf("GB")).toContain("BREATHING_SPACE");
  expect(stopKindsOf("FR")).not.toContain("BREATHING_SPACE");
  expect(stopKindsOf("FR")).toContain("OVERINDEBTEDNESS");
});
