import { Trans } from "@lingui/react/macro";
import type { Attempt, CaseFile } from "@/casefiles/documents";
import { Mark } from "@/design/facts";
import { Day } from "@/design/values";
import { dayOf } from "@/formatting/dates";

/**
 * The instant from which a contact that waits for the limits may leave: the word for outsiders, who never read which
 * limit it is, since limits count over all clients of the agency.
 */
export function limitedUntil(attempts: readonly Pick<Attempt, "state" | "until" | "reasons">[], now: number) {
  const instants = attempts
    .filter(({ state }) => state === "PLANNED" || state === "DEFERRED")
    .filter(({ reasons }) => reasons.some(({ code }) => code === "LIMIT_REACHED"))
    .flatMap(({ until }) => (until && Date.parse(until) > now ? [until] : []));
  return instants.toSorted()[0] ?? null;
}

/** One neutral line for the client: that contact rests, and from when it goes on; never why. */
export function LimitReached({ caseFile, now }: { caseFile: CaseFile; now: number }) {
  const until = limitedUntil(caseFile.attempts, now);
  if (!until) return null;
  return (
    <Mark tone="info">
      <Trans>
        Contact limit reached; possible again from <Day value={dayOf(Date.parse(until))} />
      </Trans>
    </Mark>
  );
}
