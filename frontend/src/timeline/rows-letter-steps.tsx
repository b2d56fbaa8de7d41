import { Anchor } from "@mantine/core";
import {
  IconFileCheck,
  IconMailbox,
  IconMailForward,
  IconMailOff,
  IconPrinter,
  IconTruckDelivery,
} from "@tabler/icons-react";
import type { LetterStep } from "@/api/enums";
import type { Tone } from "@/design/facts";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard } from "@/timeline/event-card";

const icons = {
  HANDED_OVER: IconPrinter,
  NOT_TAKEN: IconMailOff,
  POSTED: IconFileCheck,
  IN_TRANSIT: IconTruckDelivery,
  DELIVERED: IconMailbox,
  REFUSED: IconFileCheck,
  UNCLAIMED: IconFileCheck,
  RETURNED: IconMailForward,
} satisfies Record<LetterStep, unknown>;

const tones: Partial<Record<LetterStep, Tone>> = { DELIVERED: "good", NOT_TAKEN: "warn" };

/** A step of a letter on its way, with the file that proves it. */
export function LetterStepRow({ event }: { event: EventOf<"LetterStepRecorded"> }) {
  const { step, document } = event;
  return (
    <EventCard event={event} Icon={icons[step]} tone={tones[step] ?? "info"}>
      {document && (
        <Body>
          <Anchor href={document.url} target="_blank" rel="noopener" size="sm">
            <bdi>{document.name}</bdi>
          </Anchor>
        </Body>
      )}
    </EventCard>
  );
}
