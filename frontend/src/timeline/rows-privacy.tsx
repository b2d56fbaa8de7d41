import { IconGavel, IconShieldLock, IconShieldOff } from "@tabler/icons-react";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard } from "@/timeline/event-card";

export function PersonErasedRow({ event }: { event: EventOf<"PersonErased"> }) {
  return <EventCard event={event} Icon={IconShieldOff} tone="neutral" />;
}

export function LegalHoldPlacedRow({ event }: { event: EventOf<"LegalHoldPlaced"> }) {
  return (
    <EventCard event={event} Icon={IconGavel} tone="warn">
      {event.reason && <Body>{event.reason}</Body>}
    </EventCard>
  );
}

export function LegalHoldReleasedRow({ event }: { event: EventOf<"LegalHoldReleased"> }) {
  return <EventCard event={event} Icon={IconShieldLock} tone="neutral" />;
}
