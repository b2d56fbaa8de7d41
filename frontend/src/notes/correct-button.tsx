import { useLingui } from "@lingui/react/macro";
import { Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useCommand } from "@/api/use-command";
import { CorrectNote } from "@/notes/documents";
import { CorrectionDialog } from "@/timeline/correction-dialog";

type Corrected = { id: string; noteId: string; body: string | null };

/** Gives one's own note other words. */
export function CorrectButton({ event }: { event: Corrected }) {
  const { t } = useLingui();
  const [correct, busy] = useCommand(CorrectNote);
  const form = useForm({
    initialValues: { body: event.body ?? "", reason: "" },
    validate: {
      body: (body) => (body.trim() ? null : t`Write something first.`),
      reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads it reads the reason.`),
    },
  });

  async function send({ body, reason }: typeof form.values) {
    const input = { noteId: event.noteId, supersedes: event.id, body: body.trim(), reason: reason.trim() };
    return (await correct({ input }, form)) !== null;
  }

  return (
    <CorrectionDialog title={t`Correct this note`} form={form} busy={busy} correct={send}>
      <Textarea label={t`New text`} autosize minRows={3} maxRows={12} data-autofocus {...form.getInputProps("body")} />
    </CorrectionDialog>
  );
}
