import { useLingui } from "@lingui/react/macro";
import { useForm } from "@mantine/form";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { CorrectLetterPosting } from "@/contacts/documents";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";
import { CorrectionDialog } from "@/timeline/correction-dialog";

type Posting = { postedOn: string; attempt: { id: string } };

/** Gives a posted letter another posting day. */
export function CorrectPosting({ event }: { event: Posting }) {
  const { t } = useLingui();
  const [correct, busy] = useCommand(CorrectLetterPosting);
  const form = useForm({
    initialValues: { postedOn: event.postedOn as string | null, reason: "" },
    validate: {
      postedOn: (day) => (day ? null : t`The day on which it was posted`),
      reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads it reads the reason.`),
    },
  });

  async function send({ postedOn, reason }: typeof form.values) {
    if (!postedOn) return false;
    const input = { attemptId: event.attempt.id, postedOn, reason: reason.trim() };
    return (await correct({ input }, form)) !== null;
  }

  return (
    <CorrectionDialog title={t`Correct the posting day`} form={form} busy={busy} correct={send}>
      <DayInput label={t`Posted on`} maxDate={dayOf(now())} {...form.getInputProps("postedOn")} />
    </CorrectionDialog>
  );
}
