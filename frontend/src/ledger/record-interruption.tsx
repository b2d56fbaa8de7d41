import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import type { InterruptionKind, InterruptionProof } from "@/api/enums";
import { useKeyedCommand } from "@/api/use-keyed-command";
import { now } from "@/app/clock";
import type { CaseFile, Claim } from "@/casefiles/documents";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { dayOf } from "@/formatting/dates";
import { interruptionLabels, proofLabels } from "@/formatting/labels";
import { RecordInterruption } from "@/ledger/documents";
import { FileOfCase } from "@/ledger/file-of-case";

type Recorded = Exclude<InterruptionKind, "PART_PAYMENT">;

/** What shows which; a part payment interrupts by itself once it is recorded as a payment. */
const proofs: Record<Recorded, [InterruptionProof, ...InterruptionProof[]]> = {
  ACKNOWLEDGEMENT: ["SIGNED_WRITING", "LETTER", "MESSAGE"],
  COURT_CLAIM: ["COURT_DOCUMENT", "OFFICER_ACT"],
  ENFORCEMENT: ["OFFICER_ACT"],
  WRITTEN_DEMAND: ["PROOF_OF_DELIVERY"],
  MEDIATION: ["MEDIATION_RECORD", "COURT_DOCUMENT"],
  STATED_LAST_DAY: ["LEGAL_ADVICE", "COURT_DOCUMENT"],
};

/** What a kind does to the last day, and how its first day is known. */
function Effect({ kind, number }: { kind: Recorded; number: string }) {
  if (kind === "MEDIATION") {
    return (
      <Trans>
        Limitation of claim {number} stands still until the mediation has ended. At least six months are left then.
        Leave its end empty as long as it goes on.
      </Trans>
    );
  }
  if (kind === "STATED_LAST_DAY") {
    return (
      <Trans>
        For claim {number}, where the period is not counted here, as in the United States: a demand after that day waits
        for a person.
      </Trans>
    );
  }
  return (
    <Trans>
      It starts the whole period anew for claim {number}, if it happened before its last day had passed. A letter that
      asks for payment, even a registered one, does not interrupt limitation.
    </Trans>
  );
}

/** Records what interrupts the limitation of a claim: what, when, and what shows it. */
export function RecordInterruptionButton({ caseFile, claim }: { caseFile: CaseFile; claim: Claim }) {
  const { i18n, t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [record, busy] = useKeyedCommand(RecordInterruption);
  const form = useForm({
    initialValues: {
      kind: "ACKNOWLEDGEMENT" as Recorded,
      happenedOn: null as string | null,
      proof: "SIGNED_WRITING" as InterruptionProof,
      untilOn: null as string | null,
      basis: "",
      documentId: "",
    },
    validate: {
      happenedOn: (day) => (day ? null : t`The day on which it happened`),
      untilOn: (day, { kind }) => (day || kind !== "STATED_LAST_DAY" ? null : t`This day is needed`),
      basis: (law, { kind }) => (law.trim() || kind !== "STATED_LAST_DAY" ? null : t`Say which law.`),
    },
  });
  const number = claim.documentNumber;
  const { kind: chosen } = form.values;
  const untilLabels: Partial<Record<Recorded, string>> = {
    MEDIATION: t`Ended on (if it is over)`,
    STATED_LAST_DAY: t`Last day`,
  };
  const dayNotes: Partial<Record<Recorded, string>> = {
    COURT_CLAIM: t`The day on which the summons or the order for payment was served.`,
    MEDIATION: t`The day of the written agreement to mediate, else of the first meeting.`,
    STATED_LAST_DAY: t`The day of the advice or of the decision.`,
  };

  function choose(kind: Recorded) {
    form.setFieldValue("kind", kind);
    form.setFieldValue("proof", proofs[kind][0]);
    form.setFieldValue("untilOn", null);
    form.setFieldValue("basis", "");
  }

  async function submit({ kind, happenedOn, untilOn, basis, proof, documentId }: typeof form.values) {
    if (!happenedOn) return;
    const told = {
      claimId: claim.id,
      kind,
      happenedOn,
      untilOn,
      basis: basis.trim() || null,
      proof,
      documentId: documentId || null,
    };
    if (!(await record(told, form))) return;
    form.reset();
    close();
    notifications.show({ color: "green", message: t`It is recorded. The last day is counted anew.` });
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" aria-label={t`Interruption of limitation: ${number}`} onClick={open}>
        <Trans>Interruption of limitation</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Interruption of limitation`}>
        <DialogForm onSubmit={form.onSubmit(submit)} onCancel={close} action={<Trans>Record</Trans>} busy={busy}>
          <p>
            <Effect kind={chosen} number={number} />
          </p>
          <NativeSelect
            label={t`What happened`}
            data-autofocus
            data={Object.keys(proofs).map((kind) => ({
              value: kind,
              label: i18n._(interruptionLabels[kind as Recorded]),
            }))}
            {...form.getInputProps("kind")}
            onChange={(event) => choose(event.currentTarget.value as Recorded)}
          />
          <DayInput
            label={t`Happened on`}
            description={dayNotes[chosen]}
            minDate={claim.dueOn}
            maxDate={dayOf(now())}
            {...form.getInputProps("happenedOn")}
          />
          {untilLabels[chosen] && (
            <DayInput
              label={untilLabels[chosen]}
              minDate={(chosen === "MEDIATION" && form.values.happenedOn) || claim.dueOn}
              maxDate={chosen === "MEDIATION" ? dayOf(now()) : undefined}
              {...form.getInputProps("untilOn")}
            />
          )}
          {chosen === "STATED_LAST_DAY" && (
            <Textarea
              label={t`The law that it rests on`}
              autosize
              minRows={2}
              maxLength={500}
              {...form.getInputProps("basis")}
            />
          )}
          <NativeSelect
            label={t`Shown by`}
            data={proofs[chosen].map((proof) => ({ value: proof, label: i18n._(proofLabels[proof]) }))}
            {...form.getInputProps("proof")}
          />
          <FileOfCase caseFile={caseFile} {...form.getInputProps("documentId")} />
        </DialogForm>
      </Modal>
    </>
  );
}
