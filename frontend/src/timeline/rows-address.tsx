import { IconAddressBook, IconPhotoOff } from "@tabler/icons-react";
import { formatAddress } from "@/formatting/addresses";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard, Quote } from "@/timeline/event-card";

/** An address that a provider had closed is tried again, or could not be. */
export function AddressReopenedRow({ event }: { event: EventOf<"AddressReopened"> }) {
  return (
    <EventCard event={event} Icon={IconAddressBook} tone={event.succeeded ? "info" : "bad"}>
      {event.address && <Body>{formatAddress(event.address)}</Body>}
      {event.why && <Quote>{event.why}</Quote>}
    </EventCard>
  );
}

/** A picture that came with a text and could not be kept; the sentence says why. */
export function InboundFileLostRow({ event }: { event: EventOf<"InboundFileLost"> }) {
  return (
    <EventCard event={event} Icon={IconPhotoOff} tone="bad">
      {event.fileName && <Body>{event.fileName}</Body>}
    </EventCard>
  );
}
