import { useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconMail, IconMapPin, IconPhone } from "@tabler/icons-react";
import type { Channel, ContactPointKind } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { AddContactPointButton } from "@/casefiles/add-contact-point";
import type { CaseFile, ContactPoint } from "@/casefiles/documents";
import styles from "@/casefiles/parties.module.css";
import { LiftOptOut, RecordOptOut } from "@/contacts/documents";
import { Mark } from "@/design/facts";
import { formatPhone } from "@/formatting/addresses";
import { channelLabels, contactPointLabels, partyLabels } from "@/formatting/labels";

const icons = { PHONE: IconPhone, EMAIL: IconMail, POSTAL: IconMapPin };
const channelsOf: Record<ContactPointKind, Channel[]> = {
  PHONE: ["VOICE", "SMS"],
  EMAIL: ["EMAIL"],
  POSTAL: ["LETTER"],
};

type PointProps = { caseFileId: string; point: ContactPoint; editable: boolean };

function Point({ caseFileId, point, editable }: PointProps) {
  const { t, i18n } = useLingui();
  const [optOut] = useCommand(RecordOptOut);
  const [lift] = useCommand(LiftOptOut);
  const Icon = icons[point.kind];
  const kind = i18n._(contactPointLabels[point.kind]);
  return (
    <li className={styles.point}>
      <Icon size={15} className={styles.icon} aria-label={kind} role="img" />
      <span className={styles.value} data-invalid={point.invalidReason ? true : undefined}>
        {formatPhone(point.value)}
      </span>
      {point.invalidReason && <Mark tone="bad">{point.invalidReason}</Mark>}
      {point.optedOut.map((channel) => {
        const name = i18n._(channelLabels[channel]);
        return <Mark key={channel} tone="bad">{t`No ${name}`}</Mark>;
      })}
      {editable && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={24} aria-label={t`Actions on ${point.value}`}>
              <IconDots size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {channelsOf[point.kind].map((channel) => {
              const name = i18n._(channelLabels[channel]);
              const input = { caseFileId, contactPointId: point.id, channel };
              return point.optedOut.includes(channel) ? (
                <Menu.Item key={channel} onClick={() => lift({ input })}>{t`Lift the opt-out: ${name}`}</Menu.Item>
              ) : (
                <Menu.Item key={channel} onClick={() => optOut({ input })}>{t`Record an opt-out: ${name}`}</Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

/** Who is bound by the debt and how each can be reached. */
export function Parties({ caseFile }: { caseFile: CaseFile }) {
  const { i18n } = useLingui();
  const editable = caseFile.viewerCan.writeContactPoint;
  return (
    <ul>
      {caseFile.parties.map((party) => (
        <li key={party.id} className={styles.party}>
          <p className={styles.name}>
            {party.name ?? "—"} <Mark>{i18n._(partyLabels[party.role])}</Mark>
          </p>
          <ul>
            {party.contactPoints.map((point) => (
              <Point key={point.id} caseFileId={caseFile.id} point={point} editable={editable} />
            ))}
          </ul>
          {editable && <AddContactPointButton partyId={party.id} />}
        </li>
      ))}
    </ul>
  );
}
