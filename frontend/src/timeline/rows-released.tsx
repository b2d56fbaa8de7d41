import { IconGavel } from "@tabler/icons-react";
import type { EventOf } from "@/timeline/documents";
import { EventCard, Quote, ReasonList } from "@/timeline/event-card";

/** A person let a contact pass that the rules left to a person: which rules, and why. */
export function ContactReleasedRow({ event }: { event: EventOf<"ContactReleased"> }) {
  return (
    <EventCard event={event} Icon={IconGavel} tone="warn">
      <ReasonList reasons={event.reasons} />
      {event.reason && <Quote>{event.reason}</Quote>}
    </EventCard>
  );
}
