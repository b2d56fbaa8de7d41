/** An exact amount as the API gives it: a decimal string and a currency. Never turned into a number. */
export type MoneyValue = { amount: string; currency: string };

const formats = new Map<string, Intl.NumberFormat>();

function format(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const kept = formats.get(key) ?? new Intl.NumberFormat(locale, { style: "currency", currency });
  formats.set(key, kept);
  return kept;
}

/** `1234.56 EUR` as `1 234,56 €` or `€1,234.56`; the decimal string is formatted exactly, however large. */
export function formatMoney(money: MoneyValue, locale: string): string {
  return format(locale, money.currency).format(money.amount as Intl.StringNumericLiteral);
}

/** A percentage given as a decimal string of percents: `61.4` as `61,4 %`. */
export function formatPercent(percents: string, locale: string): string {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(
    percents as Intl.StringNumericLiteral,
  );
  return locale === "fr" ? `${number}\u202f%` : `${number}%`;
}

/** True for `0`, `0.00`, `-0.00`. */
export function isZero(money: MoneyValue): boolean {
  return /^-?0*(\.0*)?$/.test(money.amount);
}

/** Whether one amount is more than another of the same currency; both above zero. */
export function isMore(one: MoneyValue, other: MoneyValue): boolean {
  return exact(one) > exact(other);
}

function exact({ amount }: MoneyValue): bigint {
  const [whole = "0", decimals = ""] = amount.split(".");
  return BigInt(whole + decimals.padEnd(6, "0"));
}

/** What a person types as an amount (`1 234,56`, `1234.56`) as a decimal string, or null when it is none. */
export function parseAmount(typed: string): string | null {
  const plain = typed.replace(/[\s\u00a0\u202f€]/g, "").replace(",", ".");
  return /^\d{1,13}(\.\d{1,2})?$/.test(plain) ? plain : null;
}
