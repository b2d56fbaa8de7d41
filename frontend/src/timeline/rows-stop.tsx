import { Trans } from "@lingui/react/macro";
import { IconCircleCheck, IconHandStop } from "@tabler/icons-react";
import { Day } from "@/design/values";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard } from "@/timeline/event-card";

/** What is known of a person and stops contact, with until when to act on it. */
export function StopFactRecordedRow({ event }: { event: EventOf<"StopFactRecorded"> }) {
  const who = [event.party, event.representative].filter(Boolean).join(" · ");
  return (
    <EventCard event={event} Icon={IconHandStop} tone="bad">
      {who && <Body>{who}</Body>}
      {event.knownFrom && <Body>{event.knownFrom}</Body>}
      <Body>
        <Trans>
          Since <Day value={event.sinceOn} />
        </Trans>
        {event.dueOn && (
          <>
            {" · "}
            <Trans>
              to be acted on by <Day value={event.dueOn} />
            </Trans>
          </>
        )}
      </Body>
    </EventCard>
  );
}

/** From when a fact no longer holds. */
export function StopFactEndedRow({ event }: { event: EventOf<"StopFactEnded"> }) {
  return (
    <EventCard event={event} Icon={IconCircleCheck} tone="neutral">
      {event.party && <Body>{event.party}</Body>}
      {event.knownFrom && <Body>{event.knownFrom}</Body>}
      <Body>
        <Trans>
          Since <Day value={event.endedOn} />
        </Trans>
      </Body>
    </EventCard>
  );
}
