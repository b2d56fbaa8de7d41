import { expect, test } from "vitest";
import { formatMoney, formatPercent, isMore, isZero, parseAmount } from "@/formatting/money";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

test("an amount too large for a float keeps its cents", () => {
  expect(plain(formatMoney({ amount: "90071992547409931.25", currency: "EUR" }, "fr"))).toBe(
    "90 071 992 547 409 931,25 €",
  );
});

test.each([
  ["fr", "1 234,50 €"],
  ["en", "€1,234.50"],
])("an amount in %s", (locale, expected) => {
  expect(plain(formatMoney({ amount: "1234.5", currency: "EUR" }, locale))).toBe(expected);
});

test.each([
  ["fr", "61,4 %"],
  ["en", "61.4%"],
])("a percentage in %s", (locale, expected) => {
  expect(plain(formatPercent("61.4", locale))).toBe(expected);
});

test.each([
  ["0", true],
  ["0.00", true],
  ["-0.00", true],
  ["0.01", false],
  ["10.00", false],
])("%s is zero: %s", (amount, expected) => {
  expect(isZero({ amount, currency: "EUR" })).toBe(expected);
});

test.each([
  ["1234.56", "1234.56"],
  ["1 234,56 €", "1234.56"],
  ["1\u202f234,5", "1234.5"],
  ["200", "200"],
  ["1.234,56", null],
  ["12,345", null],
  ["-5", null],
  ["", null],
])("typed %s reads as %s", (typed, expected) => {
  expect(parseAmount(typed)).toBe(expected);
});

test.each([
  ["700.01", "700.00", true],
  ["700", "700.00", false],
  ["9.99", "10", false],
  ["90071992547409931.26", "90071992547409931.25", true],
])("%s is more than %s: %o", (one, other, more) => {
  expect(isMore({ amount: one, currency: "EUR" }, { amount: other, currency: "EUR" })).toBe(more);
});
