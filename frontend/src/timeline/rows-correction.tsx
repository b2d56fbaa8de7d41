import { Trans } from "@lingui/react/macro";
import { IconCashOff, IconNote } from "@tabler/icons-react";
import { Money } from "@/design/values";
import { CorrectButton } from "@/notes/correct-button";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard, ReasonOf } from "@/timeline/event-card";

type Note = EventOf<"NoteWritten"> | EventOf<"NoteCorrected">;

/** A note as it was written or as it was corrected; its author corrects the words that it has now. */
function NoteRow({ event }: { event: Note }) {
  return (
    <EventCard event={event} Icon={IconNote} tone={event.chain === "PARTIES" ? "info" : "warn"} note>
      <Body>{event.body ?? <Trans>Its text was erased.</Trans>}</Body>
      <ReasonOf event={event} />
      {event.viewerCanCorrect && !event.supersededBy && <CorrectButton event={event} />}
    </EventCard>
  );
}

export function NoteWrittenRow({ event }: { event: EventOf<"NoteWritten"> }) {
  return <NoteRow event={event} />;
}

export function NoteCorrectedRow({ event }: { event: EventOf<"NoteCorrected"> }) {
  return <NoteRow event={event} />;
}

export function PaymentReversedRow({ event }: { event: EventOf<"PaymentReversed"> }) {
  return (
    <EventCard event={event} Icon={IconCashOff} tone="bad">
      <ReasonOf event={event} />
      <Body>
        <Trans>
          <Money value={event.outstanding} /> remain due.
        </Trans>
      </Body>
    </EventCard>
  );
}
