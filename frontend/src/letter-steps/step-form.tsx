import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQuery } from "urql";
import type { ReturnReason } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import type { Attempt } from "@/casefiles/documents";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { dayOf } from "@/formatting/dates";
import { ProofsOfLetter, RecordLetterStep } from "@/letter-steps/documents";
import { stepLabels, type ToldStep } from "@/letter-steps/labels";
import { closesAddress, returnLabels, returnReasons } from "@/returns/reasons";

const steps = Object.keys(stepLabels) as ToldStep[];
const otherReasons = returnReasons.filter(closesAddress);

/** Where a letter is, since which day, and which file of the case proves it. */
export function StepForm({ attempt, onDone }: { attempt: Attempt; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const [record, busy] = useCommand(RecordLetterStep);
  const [{ data }] = useQuery({
    query: ProofsOfLetter,
    variables: { attemptId: attempt.id },
    requestPolicy: "cache-and-network",
  });
  const caseFile = data?.node?.__typename === "ContactAttempt" ? data.node.caseFile : null;
  const proofs = (caseFile?.documents ?? []).filter(({ chain, state }) => chain === "PARTIES" && state === "RECORDED");
  const form = useForm({
    initialValues: {
      step: (attempt.postalService === "ORDINARY" ? "DELIVERED" : "IN_TRANSIT") as ToldStep,
      returnReason: "UNKNOWN" as ReturnReason,
      // What the reader chooses; until then what was told of the step before, else today and no file.
      happenedOn: null as string | null,
      documentId: null as string | null,
    },
  });
  const { step } = form.values;
  const known = (caseFile?.timeline.edges ?? [])
    .map(({ node }) => node)
    .filter((event) => event.__typename === "LetterStepRecorded")
    .find((event) => event.attempt.id === attempt.id && event.step === step && !event.supersededBy);
  const proven = proofs.find(({ id }) => id === known?.document?.id);
  const documentId = form.values.documentId ?? proven?.id ?? "";
  const happenedOn = form.values.happenedOn ?? known?.happenedOn ?? dayOf(now());
  const isProof = step === "POSTED";
  const day = isProof ? attempt.postedOn : happenedOn;

  async function submit(values: typeof form.values) {
    if (!day) return;
    const returnReason = values.step === "RETURNED" ? values.returnReason : null;
    const input = {
      attemptId: attempt.id,
      step: values.step,
      happenedOn: day,
      returnReason,
      documentId: documentId || null,
    };
    if (!(await record({ input }, form))) return;
    onDone();
    notifications.show({ color: "green", message: t`Recorded.` });
  }

  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={<Trans>Record</Trans>}
      busy={busy}
      disabled={!day || (isProof && !documentId)}
    >
      <NativeSelect
        label={t`Where the letter is`}
        data={steps.map((value) => ({ value, label: i18n._(stepLabels[value]) }))}
        data-autofocus
        {...form.getInputProps("step")}
        error={isProof ? form.errors.happenedOn : form.errors.step} // a posting shows no day to say it beside
      />
      {step === "RETURNED" && (
        <NativeSelect
          label={t`What the post ticked`}
          data={otherReasons.map((value) => ({ value, label: i18n._(returnLabels[value]) }))}
          {...form.getInputProps("returnReason")}
        />
      )}
      {!isProof && (
        <DayInput label={t`Since`} maxDate={dayOf(now())} {...form.getInputProps("happenedOn")} value={happenedOn} />
      )}
      <NativeSelect
        label={t`Proof`}
        data={[
          ...(proven ? [] : [{ value: "", label: t`No file` }]), // a proof is replaced, never taken away
          ...proofs.map(({ id, name }) => ({ value: id, label: name ?? t`Document` })),
        ]}
        {...form.getInputProps("documentId")}
        value={documentId}
      />
      <Text size="sm">
        <Trans>
          A deposit slip or a signed receipt is first added to the case file as a document that both parties read; then
          it is chosen here.
        </Trans>
      </Text>
    </DialogForm>
  );
}
