import { Trans } from "@lingui/react/macro";
import { IconMailOff, IconMapPinOff, IconMapSearch } from "@tabler/icons-react";
import { CorrectReturn } from "@/returns/correct-return";
import { TracingButton } from "@/returns/tracing-button";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard, Quote, ReasonOf } from "@/timeline/event-card";

type Returned = EventOf<"LetterReturned"> | EventOf<"LetterReturnCorrected">;

/** A letter that came back, or what is said of it now, with what follows for the case. */
export function LetterReturnedRow({ event }: { event: Returned }) {
  const newest = !event.supersededBy;
  return (
    <EventCard event={event} Icon={IconMailOff} tone={event.returnReason ? "warn" : "neutral"}>
      {event.voidsOpening && newest && (
        <Body>
          <Trans>It no longer counts as opening letter: another one is posted to a good address first.</Trans>
        </Body>
      )}
      <ReasonOf event={event} />
      {newest && <TracingButton attempt={event.attempt} />}
      {event.viewerCanCorrect && newest && <CorrectReturn event={event} />}
    </EventCard>
  );
}

/** How the search for a better address ended. */
export function AddressTracedRow({ event }: { event: EventOf<"AddressTraced"> }) {
  const found = event.outcome === "FOUND";
  return (
    <EventCard event={event} Icon={found ? IconMapSearch : IconMapPinOff} tone={found ? "good" : "neutral"}>
      {event.comment && <Quote>{event.comment}</Quote>}
    </EventCard>
  );
}
