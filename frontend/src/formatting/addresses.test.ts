import { expect, test } from "vitest";
import { formatAddress, formatPhone } from "@/formatting/addresses";

test("a French number is grouped, another stays as it is kept", () => {
  expect(formatPhone("+33639981102")).toBe("+33\u00a06\u00a039\u00a098\u00a011\u00a002");
  expect(formatPhone("+442079460018")).toBe("+442079460018");
  expect(formatPhone("LENOIR")).toBe("LENOIR");
});

test("a postal address comes on one line", () => {
  expect(formatAddress("Toitures du Val\n37000 Tours")).toBe("Toitures du Val, 37000 Tours");
});
