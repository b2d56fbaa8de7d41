import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "@/api/use-command";
import type { CaseFile } from "@/casefiles/documents";
import styles from "@/contacts/ledger.module.css";
import { type Ledger, LiftEveryOptOut } from "@/contacts/ledger-documents";
import { Proof, StartAgain } from "@/contacts/reached-again";
import { DialogForm } from "@/design/dialog-form";
import { Mark } from "@/design/facts";
import { Day } from "@/design/values";
import { dayOf } from "@/formatting/dates";

type Refused = Ledger["nowhere"][number];
type NowhereProps = { caseFile: CaseFile; nowhere: readonly Refused[]; onLifted: () => void };

/** Who asked to be reached nowhere: what comes later is refused too, until the person wants it otherwise. */
export function Nowhere({ caseFile, nowhere, onLifted }: NowhereProps) {
  if (nowhere.length === 0) return null;
  return (
    <section>
      <h3 className={styles.heading}>
        <Trans>Refuses to be reached at all</Trans>
      </h3>
      <ul className={styles.list}>
        {nowhere.map((one) => (
          <li key={one.partyId}>
            <RefusedEverywhere caseFile={caseFile} refused={one} onLifted={onLifted} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type RefusedProps = { caseFile: CaseFile; refused: Refused; onLifted: () => void };

function RefusedEverywhere({ caseFile, refused, onLifted }: RefusedProps) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [lift, busy] = useCommand(LiftEveryOptOut);
  const form = useForm({ initialValues: { evidence: "" } });
  const name = caseFile.parties.find(({ id }) => id === refused.partyId)?.name ?? "—";

  async function submit({ evidence }: typeof form.values) {
    const input = { caseFileId: caseFile.id, partyId: refused.partyId, evidence: evidence.trim() };
    if (!(await lift({ input }, form))) return;
    close();
    onLifted();
  }

  return (
    <>
      <p className={styles.line}>
        <Mark tone="bad">
          <Trans>No text, call or e-mail</Trans>
        </Mark>
        <span>{name}</span>
      </p>
      <p>
        <Trans>A number or e-mail address that is added later is refused at once, whoever the client.</Trans>
      </p>
      <p className={styles.small}>
        <Day value={dayOf(Date.parse(refused.recordedAt))} /> · {refused.source}
      </p>
      {caseFile.viewerCan.liftOptOut && !opened && (
        <Button mt={6} variant="default" onClick={open} aria-label={t`${name} wants to be reached again`}>
          <Trans>Wants to be reached again</Trans>
        </Button>
      )}
      {opened && (
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans>Lift every opt-out</Trans>}
          busy={busy}
          disabled={!form.values.evidence.trim()}
        >
          <p>
            <Trans>
              Every refusal at the numbers and e-mail addresses that your agency has of this person ends, for every
              client. Your name goes into the audit log. To end one refusal alone, use the menu beside it.
            </Trans>
          </p>
          <StartAgain />
          <Proof {...form.getInputProps("evidence")} />
        </DialogForm>
      )}
    </>
  );
}
