import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconListDetails } from "@tabler/icons-react";
import { useQuery } from "urql";
import type { CaseFile } from "@/casefiles/documents";
import { ConsentForm } from "@/contacts/consent-form";
import { purposeLabels } from "@/contacts/consent-purposes";
import styles from "@/contacts/ledger.module.css";
import { ContactLedger, type Ledger } from "@/contacts/ledger-documents";
import { Nowhere } from "@/contacts/nowhere";
import { Mark } from "@/design/facts";
import { Failed, Loading } from "@/design/states";
import { Day, Instant } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { dayOf } from "@/formatting/dates";
import { channelLabels } from "@/formatting/labels";

type Entry = Ledger["entries"][number];
type Preference = Ledger["preferences"][number];

const said = {
  OPT_OUT: msg`Refuses to be reached`,
  ASKED_TO_STOP: msg`Seems to ask for no more: to be read`,
  OPT_IN: msg`May be reached again`,
  CONSENT: msg`Agrees`,
  WITHDRAWAL: msg`No longer agrees`,
  INFORMATION_OPT_OUT: msg`Refuses receipts and notices by e-mail`,
  INFORMATION_OPT_IN: msg`Gets receipts and notices by e-mail again`,
};

const refusals = new Set<Entry["kind"]>(["OPT_OUT", "ASKED_TO_STOP", "WITHDRAWAL", "INFORMATION_OPT_OUT"]);

/** Opens what the people of a case file said about being reached, entry by entry: the agency's alone. */
export function LedgerButton({ caseFile }: { caseFile: CaseFile }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="subtle" mt={8} leftSection={<IconListDetails size={14} />} onClick={open}>
        <Trans>Refusals and consents</Trans>
      </Button>
      <Modal opened={opened} onClose={close} size="lg" title={t`Refusals and consents`}>
        <LedgerContent caseFile={caseFile} />
      </Modal>
    </>
  );
}

function LedgerContent({ caseFile }: { caseFile: CaseFile }) {
  const [{ data, error }, ask] = useQuery({
    query: ContactLedger,
    variables: { caseFileId: caseFile.id },
    requestPolicy: "cache-and-network",
  });
  const again = () => ask({ requestPolicy: "network-only" });
  if (error && !data) return <Failed compact onRetry={again} />;
  if (!data?.contactLedger) return <Loading rows={4} />;
  return (
    <div className={styles.ledger}>
      <Nowhere caseFile={caseFile} nowhere={data.contactLedger.nowhere} onLifted={again} />
      <Preferences preferences={data.contactLedger.preferences} />
      <Entries entries={data.contactLedger.entries} />
      {caseFile.viewerCan.recordOptOut && <ConsentForm caseFile={caseFile} onRecorded={again} />}
    </div>
  );
}

/** How whoever is reached at an address would rather be. */
export function Preferences({ preferences }: { preferences: readonly Preference[] }) {
  if (preferences.length === 0) return null;
  return (
    <section>
      <h3 className={styles.heading}>
        <Trans>Would rather be reached</Trans>
      </h3>
      <ul className={styles.list}>
        {preferences.map((one) => (
          <li key={one.address}>
            <PreferenceLine preference={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PreferenceLine({ preference }: { preference: Preference }) {
  const { t, i18n } = useLingui();
  const { channel, fromMinute, toMinute } = preference;
  const from = clockTime(fromMinute);
  const to = clockTime(toMinute);
  const how = [channel && i18n._(channelLabels[channel]), from && to && t`${from} to ${to}, their time`];
  return (
    <>
      <strong>{how.filter(Boolean).join(" · ")}</strong>{" "}
      <span className={styles.small}>
        {formatAddress(preference.address)} · <Instant value={preference.recordedAt} />
      </span>
    </>
  );
}

/** Every entry, the newest first; none is ever changed. */
export function Entries({ entries }: { entries: readonly Entry[] }) {
  return (
    <section>
      <h3 className={styles.heading}>
        <Trans>What was said</Trans>
      </h3>
      {entries.length === 0 && (
        <p>
          <Trans>Nobody has refused or agreed to anything yet.</Trans>
        </p>
      )}
      <ul className={styles.list}>
        {entries.map((entry) => (
          <li key={`${entry.recordedAt}${entry.channel}${entry.address}${entry.kind}`}>
            <EntryLines entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EntryLines({ entry }: { entry: Entry }) {
  const { i18n } = useLingui();
  const refuses = refusals.has(entry.kind);
  return (
    <>
      <p className={styles.line}>
        <Mark tone={refuses ? "bad" : "good"}>{i18n._(said[entry.kind])}</Mark>
        <span>{entry.purpose ? i18n._(purposeLabels[entry.purpose]) : i18n._(channelLabels[entry.channel])}</span>
        <span>{formatAddress(entry.address)}</span>
      </p>
      {entry.evidence && <p className={styles.evidence}>{entry.evidence}</p>}
      <p className={styles.small}>
        <Day value={dayOf(Date.parse(entry.happenedAt))} /> · {entry.source}
        {entry.recordedBy && ` · ${entry.recordedBy}`}
      </p>
    </>
  );
}

/** Minutes of a day as a clock shows them. */
export function clockTime(minutes: number | null): string | null {
  if (minutes == null) return null;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
