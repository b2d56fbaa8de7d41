import type { MoneyValue } from "@/formatting/money";

/** Widths in percent of the largest amount, for drawing only: no figure is computed from it. */
export function shares(amounts: readonly (MoneyValue | null)[]): number[] {
  const sizes = amounts.map((amount) => (amount ? Math.max(0, Number.parseFloat(amount.amount)) : 0));
  const largest = Math.max(...sizes, 0);
  return sizes.map((size) => (largest === 0 ? 0 : Math.round((size / largest) * 1000) / 10));
}
