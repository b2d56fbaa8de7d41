import { Trans, useLingui } from "@lingui/react/macro";
import { IconGavel } from "@tabler/icons-react";
import { Day } from "@/design/values";
import { interruptionLabels, proofLabels } from "@/formatting/labels";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard, ReasonOf } from "@/timeline/event-card";

type Interruption = EventOf<"InterruptionRecorded"> | EventOf<"MediationEnded"> | EventOf<"InterruptionWithdrawn">;

/** What interrupted the limitation of a claim, has ended or was withdrawn, and the last day that the claim has since. */
export function InterruptionRow({ event }: { event: Interruption }) {
  const { i18n } = useLingui();
  return (
    <EventCard event={event} Icon={IconGavel} tone="neutral">
      <Body>
        {event.documentNumber && <>{event.documentNumber} · </>}
        {event.__typename === "InterruptionWithdrawn" && <>{i18n._(interruptionLabels[event.interruption])} · </>}
        <Day value={event.happenedOn} />
        {event.__typename === "InterruptionRecorded" && (
          <>
            {event.untilOn && (
              <>
                {" → "}
                <Day value={event.untilOn} />
              </>
            )}
            {" · "}
            {i18n._(proofLabels[event.proof])}
            {event.basis && ` · ${event.basis}`}
          </>
        )}
        {event.__typename === "MediationEnded" && (
          <>
            {" → "}
            <Day value={event.endedOn} /> · {i18n._(proofLabels[event.proof])}
          </>
        )}
      </Body>
      {event.__typename === "InterruptionRecorded" && event.interruption === "MEDIATION" && !event.untilOn && (
        <Body>
          <Trans>It goes on.</Trans>
        </Body>
      )}
      {event.lastDay && (
        <Body>
          <Trans>
            Last day <Day value={event.lastDay} />
          </Trans>
        </Body>
      )}
      {event.__typename === "InterruptionWithdrawn" && <ReasonOf event={event} />}
    </EventCard>
  );
}
