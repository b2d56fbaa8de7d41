import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import type { InterruptionProof } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import type { CaseFile, Interruption } from "@/casefiles/documents";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { dayOf, formatDay } from "@/formatting/dates";
import { proofLabels } from "@/formatting/labels";
import { EndMediation } from "@/ledger/documents";
import { FileOfCase } from "@/ledger/file-of-case";

/** One party, both, or the mediator say that it has ended (C. civ. 2238). */
const proofs: InterruptionProof[] = ["MEDIATION_RECORD", "COURT_DOCUMENT", "LETTER", "MESSAGE", "PROOF_OF_DELIVERY"];

/** Records the day on which a mediation that went on has ended: the limitation period runs again. */
export function EndMediationButton({ caseFile, mediation }: { caseFile: CaseFile; mediation: Interruption }) {
  const { i18n, t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [end, busy] = useCommand(EndMediation);
  const form = useForm({
    initialValues: {
      endedOn: null as string | null,
      proof: "MEDIATION_RECORD" as InterruptionProof,
      documentId: "",
    },
    validate: { endedOn: (day) => (day ? null : t`This day is needed`) },
  });
  const since = formatDay(mediation.happenedOn, i18n.locale);

  async function submit({ endedOn, proof, documentId }: typeof form.values) {
    if (!endedOn) return;
    const told = { interruptionId: mediation.id, endedOn, proof, documentId: documentId || null };
    if (!(await end({ input: told }, form))) return;
    close();
    notifications.show({ color: "green", message: t`It is recorded. The last day is counted anew.` });
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" aria-label={t`It has ended: mediation of ${since}`} onClick={open}>
        <Trans context="mediation">It has ended</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`End of the mediation`}>
        <DialogForm onSubmit={form.onSubmit(submit)} onCancel={close} action={<Trans>Record</Trans>} busy={busy}>
          <p>
            <Trans>
              Mediation since {since}: what was left of the period runs again from its end, six months at least.
            </Trans>
          </p>
          <DayInput
            label={t`Ended on`}
            description={t`The day on which one party, both, or the mediator said so.`}
            data-autofocus
            minDate={mediation.happenedOn}
            maxDate={dayOf(now())}
            {...form.getInputProps("endedOn")}
          />
          <NativeSelect
            label={t`Shown by`}
            data={proofs.map((proof) => ({ value: proof, label: i18n._(proofLabels[proof]) }))}
            {...form.getInputProps("proof")}
          />
          <FileOfCase caseFile={caseFile} {...form.getInputProps("documentId")} />
        </DialogForm>
      </Modal>
    </>
  );
}
