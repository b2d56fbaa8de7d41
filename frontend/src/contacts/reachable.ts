import type { Channel, Decision } from "@/api/enums";
import type { AddressVerdict, CaseFile } from "@/casefiles/documents";
import { type Recipient, recipientsFor } from "@/contacts/recipients";

const ORDER: Record<Decision, number> = { ALLOW: 0, DEFER: 1, REVIEW: 2, BLOCK: 3 };

export type Reachable = Recipient & {
  verdict: AddressVerdict | null;
  zones: readonly string[];
  /** Of a number: the answer for a call that a message opens, and when the person asked to be called. */
  automatedCall: AddressVerdict | null;
  callbackAt: string | null;
};

/** The contact points of a channel, each with the gate's answer of now; those that can be used first. */
export function reachableBy(channel: Channel, { parties, channels }: Pick<CaseFile, "parties" | "channels">) {
  const addresses = channels.find((one) => one.channel === channel)?.addresses ?? [];
  return recipientsFor(channel, parties)
    .map((recipient): Reachable => {
      const answered = addresses.find(({ contactPointId }) => contactPointId === recipient.point.id);
      return {
        ...recipient,
        verdict: answered?.verdict ?? null,
        zones: answered?.zones ?? [],
        automatedCall: answered?.automatedCall ?? null,
        callbackAt: answered?.callbackAt ?? null,
      };
    })
    .sort((one, other) => rank(one.verdict) - rank(other.verdict));
}

function rank(verdict: AddressVerdict | null): number {
  return ORDER[verdict?.decision ?? "BLOCK"];
}

/** Whether two answers say the same, so that one is enough. */
export function saysTheSame(one: AddressVerdict, other: AddressVerdict): boolean {
  const told = (verdict: AddressVerdict) => [
    verdict.decision,
    verdict.until,
    ...verdict.reasons.map(({ code }) => code),
  ];
  return told(one).join() === told(other).join();
}

/** Whether a person may let it pass: the rules leave every refusal to one. */
export function isLeftToAPerson(verdict: AddressVerdict): boolean {
  return verdict.decision === "REVIEW" && verdict.reasons.some(({ decision }) => decision === "REVIEW");
}
