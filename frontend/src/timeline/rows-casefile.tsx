import { Trans, useLingui } from "@lingui/react/macro";
import {
  IconAddressBook,
  IconArrowsRight,
  IconCash,
  IconFileCertificate,
  IconFolderPlus,
  IconPlayerPause,
  IconPlayerPlay,
  IconReceipt,
  IconUserShare,
  IconUserShield,
} from "@tabler/icons-react";
import { Day, Money } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { countryName } from "@/formatting/countries";
import { natureLabels, partyLabels, segmentLabels, stageLabels } from "@/formatting/labels";
import { languageLabels } from "@/templates/labels";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard, ReasonOf } from "@/timeline/event-card";

type Placed = EventOf<"CaseFilePlaced"> | EventOf<"ClaimsAdded">;

function Batch({ event }: { event: Placed }) {
  return (
    <Body>
      <Trans>Batch {event.batchReference}</Trans>
    </Body>
  );
}

export function CaseFilePlacedRow({ event }: { event: EventOf<"CaseFilePlaced"> }) {
  return (
    <EventCard event={event} Icon={IconFolderPlus} tone="info">
      <Batch event={event} />
    </EventCard>
  );
}

export function ClaimsAddedRow({ event }: { event: EventOf<"ClaimsAdded"> }) {
  return (
    <EventCard event={event} Icon={IconFolderPlus} tone="info">
      <Batch event={event} />
    </EventCard>
  );
}

export function StageChangedRow({ event }: { event: EventOf<"StageChanged"> }) {
  const { i18n } = useLingui();
  return (
    <EventCard event={event} Icon={IconArrowsRight} tone="neutral">
      <Body>
        {i18n._(stageLabels[event.fromStage])} → {i18n._(stageLabels[event.toStage])}
      </Body>
    </EventCard>
  );
}

export function CaseAssignedRow({ event }: { event: EventOf<"CaseAssigned"> }) {
  const names = [event.assignee, event.team].filter(Boolean).join(" · ");
  return (
    <EventCard event={event} Icon={IconUserShare} tone="neutral">
      {names && <Body>{names}</Body>}
    </EventCard>
  );
}

type PointEvent = EventOf<"ContactPointAdded"> | EventOf<"ContactPlaceRecorded">;

export function ContactPointRow({ event }: { event: PointEvent }) {
  return (
    <EventCard event={event} Icon={IconAddressBook} tone="neutral">
      {event.value && <Body>{formatAddress(event.value)}</Body>}
    </EventCard>
  );
}

export function PartyRecordedRow({ event }: { event: EventOf<"PartyRecorded"> }) {
  const { i18n } = useLingui();
  const { name, role, country, segment, partyLanguage: language } = event;
  const known = [
    name,
    i18n._(partyLabels[role]),
    country && countryName(country, i18n.locale),
    segment && i18n._(segmentLabels[segment]),
    (language === "fr" || language === "en") && i18n._(languageLabels[language]),
  ];
  return (
    <EventCard event={event} Icon={IconUserShield} tone="neutral">
      <Body>{known.filter(Boolean).join(" · ")}</Body>
      <ReasonOf event={event} />
    </EventCard>
  );
}

export function ClaimNatureCorrectedRow({ event }: { event: EventOf<"ClaimNatureCorrected"> }) {
  const { i18n } = useLingui();
  const [former, now] = [i18n._(natureLabels[event.formerNature]), i18n._(natureLabels[event.nature])];
  return (
    <EventCard event={event} Icon={IconReceipt} tone="neutral">
      <Body>
        {event.documentNumber && <>{event.documentNumber} · </>}
        {former} → {now}
      </Body>
      <ReasonOf event={event} />
    </EventCard>
  );
}

export function DirectiveIssuedRow({ event }: { event: EventOf<"DirectiveIssued"> }) {
  return (
    <EventCard event={event} Icon={IconPlayerPause} tone="warn">
      {event.held.length > 0 && <Body>{event.held.join(" · ")}</Body>}
      {event.reason && <Body>{event.reason}</Body>}
    </EventCard>
  );
}

export function EvidenceBundleMadeRow({ event }: { event: EventOf<"EvidenceBundleMade"> }) {
  const start = event.zipSha256.slice(0, 16);
  return (
    <EventCard event={event} Icon={IconFileCertificate} tone="neutral">
      <Body>
        {event.includesOwnSide && (
          <>
            <Trans>With what only your side knows.</Trans>{" "}
          </>
        )}
        <Trans>Archive SHA-256: {start}…</Trans>
      </Body>
    </EventCard>
  );
}

export function DirectiveReleasedRow({ event }: { event: EventOf<"DirectiveReleased"> }) {
  return <EventCard event={event} Icon={IconPlayerPlay} tone="good" />;
}

export function PaymentRecordedRow({ event }: { event: EventOf<"PaymentRecorded"> }) {
  return (
    <EventCard event={event} Icon={IconCash} tone="good">
      <Body>
        <Trans>
          Received on <Day value={event.receivedOn} />, <Money value={event.outstanding} /> remain due.
        </Trans>
      </Body>
    </EventCard>
  );
}
