import { useLingui } from "@lingui/react/macro";
import { NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Disposition } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { CorrectCallOutcome } from "@/contacts/documents";
import { dispositionLabels } from "@/formatting/labels";
import { CorrectionDialog } from "@/timeline/correction-dialog";

type Outcome = { disposition: Disposition; comment: string | null; attempt: { id: string } };

/** Gives a call another outcome. */
export function CorrectOutcome({ event }: { event: Outcome }) {
  const { i18n, t } = useLingui();
  const [correct, busy] = useCommand(CorrectCallOutcome);
  const form = useForm({
    initialValues: { disposition: event.disposition, comment: event.comment ?? "", reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads it reads the reason.`) },
  });

  async function send({ disposition, comment, reason }: typeof form.values) {
    const input = {
      attemptId: event.attempt.id,
      disposition,
      comment: comment.trim() || null,
      reason: reason.trim(),
    };
    return (await correct({ input }, form)) !== null;
  }

  return (
    <CorrectionDialog title={t`Correct the outcome`} form={form} busy={busy} correct={send}>
      <NativeSelect
        label={t`Outcome of the call`}
        data={Object.entries(dispositionLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
        data-autofocus
        {...form.getInputProps("disposition")}
      />
      <TextInput label={t`Comment on the call`} {...form.getInputProps("comment")} />
    </CorrectionDialog>
  );
}
