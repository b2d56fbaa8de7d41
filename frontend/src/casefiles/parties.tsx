import { useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconMail, IconMapPin, IconPhone } from "@tabler/icons-react";
import { useState } from "react";
import type { Channel, ContactPointKind } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { AddContactPointButton } from "@/casefiles/add-contact-point";
import type { CaseFile, ContactPoint, Party } from "@/casefiles/documents";
import styles from "@/casefiles/parties.module.css";
import { AddPersonButton, CorrectPersonButton } from "@/casefiles/person-form";
import { placesOf } from "@/casefiles/places";
import { ClosedAddress, isClosedByProvider } from "@/contacts/closed-address";
import { RecordContactPlace, RecordOptOut } from "@/contacts/documents";
import { LedgerButton } from "@/contacts/ledger";
import { LiftOptOutDialog } from "@/contacts/lift-opt-out";
import { ReceivedCallButton } from "@/contacts/received-call";
import { ReopenAddressDialog } from "@/contacts/reopen-address";
import { Mark } from "@/design/facts";
import { formatPhone } from "@/formatting/addresses";
import { countryName } from "@/formatting/countries";
import { channelLabels, contactPlaceLabels, contactPointLabels, partyLabels, segmentLabels } from "@/formatting/labels";

const icons = { PHONE: IconPhone, EMAIL: IconMail, POSTAL: IconMapPin };
const channelsOf: Record<ContactPointKind, Channel[]> = {
  PHONE: ["VOICE", "SMS"],
  EMAIL: ["EMAIL"],
  POSTAL: ["LETTER"],
};

type PointProps = { caseFileId: string; point: ContactPoint; rights: CaseFile["viewerCan"] };

function Point({ caseFileId, point, rights }: PointProps) {
  const { t, i18n } = useLingui();
  const [optOut] = useCommand(RecordOptOut);
  const [recordPlace] = useCommand(RecordContactPlace);
  const [isReopening, reopening] = useDisclosure();
  const canReopen = rights.reopenAddress && isClosedByProvider(point);
  const [lifting, setLifting] = useState<Channel | null>(null);
  const Icon = icons[point.kind];
  const kind = i18n._(contactPointLabels[point.kind]);
  const offered = channelsOf[point.kind].filter((channel) =>
    point.optedOut.includes(channel) ? rights.liftOptOut : rights.recordOptOut,
  );
  const places = rights.writeContactPoint ? placesOf(point.kind).filter((place) => place !== point.place) : [];
  return (
    <li className={styles.point}>
      <Icon size={15} className={styles.icon} aria-label={kind} role="img" />
      <span className={styles.value} data-invalid={point.invalidReason ? true : undefined}>
        {formatPhone(point.value)}
      </span>
      {point.place !== "UNKNOWN" && <Mark>{i18n._(contactPlaceLabels[point.place])}</Mark>}
      <ClosedAddress point={point} />
      {point.optedOut.map((channel) => {
        const name = i18n._(channelLabels[channel]);
        return <Mark key={channel} tone="bad">{t`No ${name}`}</Mark>;
      })}
      {(places.length > 0 || offered.length > 0 || canReopen) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={24} aria-label={t`Actions on ${point.value}`}>
              <IconDots size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {offered.map((channel) => {
              const name = i18n._(channelLabels[channel]);
              const input = { caseFileId, contactPointId: point.id, channel };
              return point.optedOut.includes(channel) ? (
                <Menu.Item key={channel} onClick={() => setLifting(channel)}>{t`Lift the opt-out: ${name}`}</Menu.Item>
              ) : (
                <Menu.Item key={channel} onClick={() => optOut({ input })}>{t`Record an opt-out: ${name}`}</Menu.Item>
              );
            })}
            {places.map((place) => {
              const name = i18n._(contactPlaceLabels[place]);
              const input = { caseFileId, contactPointId: point.id, place };
              return (
                <Menu.Item key={place} onClick={() => recordPlace({ input })}>{t`Where it is: ${name}`}</Menu.Item>
              );
            })}
            {canReopen && <Menu.Item onClick={reopening.open}>{t`Open again after the provider closed it`}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      )}
      <ReopenAddressDialog caseFileId={caseFileId} point={point} opened={isReopening} onClose={reopening.close} />
      {lifting && (
        <LiftOptOutDialog caseFileId={caseFileId} point={point} channel={lifting} onClose={() => setLifting(null)} />
      )}
    </li>
  );
}

/** By whose law somebody other than the debtor is contacted, as far as it was said. */
function LawOf({ party }: { party: Party }) {
  const { t, i18n } = useLingui();
  if (party.role === "DEBTOR") return null;
  const country = party.country ? countryName(party.country, i18n.locale) : t`country not known`;
  const segment = party.segment ? i18n._(segmentLabels[party.segment]) : t`consumer or professional not known`;
  return (
    <p className={styles.law}>
      {country} · {segment}
    </p>
  );
}

/** Who is bound by the debt and how each can be reached. */
export function Parties({ caseFile }: { caseFile: CaseFile }) {
  const { i18n } = useLingui();
  const editable = caseFile.viewerCan.writeContactPoint;
  return (
    <>
      <ul>
        {caseFile.parties.map((party) => (
          <li key={party.id} className={styles.party}>
            <p className={styles.name}>
              {party.name ?? "—"} <Mark>{i18n._(partyLabels[party.role])}</Mark>
            </p>
            <LawOf party={party} />
            {editable && party.role !== "DEBTOR" && <CorrectPersonButton party={party} />}
            <ul>
              {party.contactPoints.map((point) => (
                <Point key={point.id} caseFileId={caseFile.id} point={point} rights={caseFile.viewerCan} />
              ))}
            </ul>
            {editable && <AddContactPointButton partyId={party.id} />}
          </li>
        ))}
      </ul>
      {editable && <AddPersonButton caseFile={caseFile} />}
      {caseFile.viewerCan.recordOptOut && <LedgerButton caseFile={caseFile} />}
      {caseFile.viewerCan.recordReceivedCall && <ReceivedCallButton caseFile={caseFile} />}
    </>
  );
}
