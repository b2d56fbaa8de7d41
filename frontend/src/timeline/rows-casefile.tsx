import { Plural, Trans, useLingui } from "@lingui/react/macro";
import {
  IconAddressBook,
  IconArrowsRight,
  IconCash,
  IconFolderPlus,
  IconNote,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { Day, Money } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { closeCodeLabels, contactPointLabels, stageLabels } from "@/formatting/labels";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard } from "@/timeline/event-card";

type Placed = EventOf<"CaseFilePlaced"> | EventOf<"ClaimsAdded">;

function PlacedAmount({ event }: { event: Placed }) {
  return (
    <Body>
      <Plural value={event.claimCount} one="# claim" other="# claims" /> · <Money value={event.amount} /> ·{" "}
      <Trans>batch {event.batchReference}</Trans>
    </Body>
  );
}

export function CaseFilePlacedRow({ event }: { event: EventOf<"CaseFilePlaced"> }) {
  return (
    <EventCard event={event} Icon={IconFolderPlus} tone="info" title={<Trans>Case file placed</Trans>}>
      <PlacedAmount event={event} />
    </EventCard>
  );
}

export function ClaimsAddedRow({ event }: { event: EventOf<"ClaimsAdded"> }) {
  return (
    <EventCard event={event} Icon={IconFolderPlus} tone="info" title={<Trans>Claims added</Trans>}>
      <PlacedAmount event={event} />
    </EventCard>
  );
}

export function StageChangedRow({ event }: { event: EventOf<"StageChanged"> }) {
  const { i18n } = useLingui();
  return (
    <EventCard event={event} Icon={IconArrowsRight} tone="neutral" title={<Trans>Stage changed</Trans>}>
      <Body>
        {i18n._(stageLabels[event.fromStage])} → {i18n._(stageLabels[event.toStage])}
        {event.closeCode && <> · {i18n._(closeCodeLabels[event.closeCode])}</>}
      </Body>
    </EventCard>
  );
}

export function ContactPointAddedRow({ event }: { event: EventOf<"ContactPointAdded"> }) {
  const { i18n } = useLingui();
  return (
    <EventCard event={event} Icon={IconAddressBook} tone="neutral" title={<Trans>Contact detail added</Trans>}>
      <Body>
        {i18n._(contactPointLabels[event.contactKind])}
        {event.value && <> · {formatAddress(event.value)}</>}
      </Body>
    </EventCard>
  );
}

export function NoteWrittenRow({ event }: { event: EventOf<"NoteWritten"> }) {
  return (
    <EventCard
      event={event}
      Icon={IconNote}
      tone={event.chain === "PARTIES" ? "info" : "warn"}
      note
      title={event.chain === "PARTIES" ? <Trans>Shared note</Trans> : <Trans>Private note</Trans>}
    >
      <Body>{event.body ?? <Trans>Its text was erased.</Trans>}</Body>
    </EventCard>
  );
}

export function DirectiveIssuedRow({ event }: { event: EventOf<"DirectiveIssued"> }) {
  return (
    <EventCard
      event={event}
      Icon={IconPlayerPause}
      tone="warn"
      title={<Trans>Case file put on hold by the client</Trans>}
    >
      {event.reason && <Body>{event.reason}</Body>}
    </EventCard>
  );
}

export function DirectiveReleasedRow({ event }: { event: EventOf<"DirectiveReleased"> }) {
  return (
    <EventCard event={event} Icon={IconPlayerPlay} tone="good" title={<Trans>Hold released by the client</Trans>} />
  );
}

export function PaymentRecordedRow({ event }: { event: EventOf<"PaymentRecorded"> }) {
  const declared = event.source === "CREDITOR";
  return (
    <EventCard
      event={event}
      Icon={IconCash}
      tone="good"
      title={
        <>
          {declared ? <Trans>Payment declared by the client</Trans> : <Trans>Payment received</Trans>} ·{" "}
          <Money value={event.amount} />
        </>
      }
    >
      <Body>
        <Trans>
          Received on <Day value={event.receivedOn} />, <Money value={event.outstanding} /> remain due.
        </Trans>
      </Body>
    </EventCard>
  );
}
