import type { Channel, ContactPointKind } from "@/api/enums";
import type { ContactPoint, Facts } from "@/casefiles/documents";

const KIND_OF: Record<Channel, ContactPointKind> = { VOICE: "PHONE", SMS: "PHONE", EMAIL: "EMAIL", LETTER: "POSTAL" };

/** Whether a number or an address leads nowhere: at all, or for texts alone. */
export function closedFor(channel: Channel, point: ContactPoint): boolean {
  return Boolean(point.invalidReason || point.validUntil || (channel === "SMS" && point.textsEndAt));
}

export type Recipient = { party: Facts["parties"][number]; point: ContactPoint; usable: boolean };

/** The contact points that a channel can reach, usable ones first. */
export function recipientsFor(channel: Channel, parties: Facts["parties"]): Recipient[] {
  return parties
    .flatMap((party) => party.contactPoints.map((point) => ({ party, point })))
    .filter(({ point }) => point.kind === KIND_OF[channel])
    .map(({ party, point }) => ({
      party,
      point,
      usable: !closedFor(channel, point) && !point.optedOut.includes(channel),
    }))
    .sort((one, other) => Number(other.usable) - Number(one.usable));
}
