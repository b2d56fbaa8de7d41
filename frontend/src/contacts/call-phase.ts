import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Attempt } from "@/casefiles/documents";

export type Phase =
  | "WAITING"
  | "DIALLING"
  | "YOUR_PHONE"
  | "RINGING"
  | "TALKING"
  | "ENDED"
  | "BUSY"
  | "NO_ANSWER"
  | "NOT_CONNECTED"
  | "UNKNOWN";

type Moving = Pick<Attempt, "state" | "providerStatus">;

const FAILED: Partial<Record<string, Phase>> = { busy: "BUSY", "no-answer": "NO_ANSWER", canceled: "NO_ANSWER" };

/** How a call stands, from its state and the provider's last word about it. */
export function phaseOf({ state, providerStatus }: Moving): Phase {
  if (state === "PLANNED" || state === "DEFERRED") return "WAITING";
  if (state === "FAILED") return FAILED[providerStatus ?? ""] ?? "NOT_CONNECTED";
  if (state === "DELIVERED") return providerStatus === "completed" ? "ENDED" : "TALKING";
  if (state === "SENDING") return "DIALLING";
  if (state !== "ACCEPTED") return "UNKNOWN";
  if (providerStatus === "ringing") return "RINGING";
  return providerStatus === "queued" ? "YOUR_PHONE" : "DIALLING";
}

export const phaseLabels: Record<Phase, MessageDescriptor> = {
  WAITING: msg`Waiting to be dialled`,
  DIALLING: msg`Dialling`,
  YOUR_PHONE: msg`Being connected`,
  RINGING: msg`Ringing`,
  TALKING: msg`In conversation`,
  ENDED: msg({ message: "Ended", context: "call" }),
  BUSY: msg`Engaged`,
  NO_ANSWER: msg`No answer`,
  NOT_CONNECTED: msg`Not connected`,
  UNKNOWN: msg`Outcome unknown`,
};

/** A call that a message opens talks to nobody of the agency. */
export function labelOf(phase: Phase, automated: boolean): MessageDescriptor {
  return automated && phase === "TALKING" ? msg`The message is heard` : phaseLabels[phase];
}

const UNDER_WAY = new Set<Phase>(["WAITING", "DIALLING", "YOUR_PHONE", "RINGING", "TALKING"]);

/** Whether the call goes on. */
export function goesOn(phase: Phase): boolean {
  return UNDER_WAY.has(phase);
}

/** Of a case file's attempts the call that goes on, or whose outcome is still owed: what failed told it by itself. */
export function openCall(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.find(
    (attempt) =>
      attempt.channel === "VOICE" &&
      !attempt.disposition &&
      attempt.state !== "FAILED" &&
      (attempt.viewerCan.recordOutcome || ["PLANNED", "SENDING", "ACCEPTED"].includes(attempt.state)),
  );
}
