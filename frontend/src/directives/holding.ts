import type { Claim } from "@/casefiles/documents";
import { isMore, isZero, parseAmount } from "@/formatting/money";

/** What the dialog asks: everything, or the chosen claims, each with how much of it; an empty amount is all of it. */
export type Holding = {
  reason: string;
  extent: "WHOLE" | "SOME";
  chosen: string[];
  amounts: Record<string, string>;
};

/** Whether what is typed is a part of the claim that can be held: nothing typed is all of it. */
export function isHoldable(typed: string, claim: Claim): boolean {
  if (!typed.trim()) return true;
  const amount = parseAmount(typed);
  if (!amount) return false;
  const part = { amount, currency: claim.outstanding.currency };
  return !isZero(part) && !isMore(part, claim.outstanding);
}

/** What is sent of the claims; none is the whole case file. All of a claim is said without an amount. */
export function heldOf({ extent, chosen, amounts }: Holding, claims: readonly Claim[]) {
  if (extent === "WHOLE") return [];
  return claims
    .filter(({ id }) => chosen.includes(id))
    .map(({ id, outstanding: { currency } }) => {
      const amount = parseAmount(amounts[id] ?? "");
      return { claimId: id, amount: amount ? { amount, currency } : null };
    });
}
