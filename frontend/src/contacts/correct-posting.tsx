import { useLingui } from "@lingui/react/macro";
import { Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { PostalService } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { CorrectLetterPosting } from "@/contacts/documents";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";
import { serviceLabels } from "@/printing/labels";
import { CorrectionDialog } from "@/timeline/correction-dialog";

type Posting = {
  postedOn: string;
  attempt: { id: string; postalService: PostalService; trackingNumber: string | null };
};

/** Gives a posted letter another posting day, service or tracking number. */
export function CorrectPosting({ event }: { event: Posting }) {
  const { t, i18n } = useLingui();
  const [correct, busy] = useCommand(CorrectLetterPosting);
  const form = useForm({
    initialValues: {
      postedOn: event.postedOn as string | null,
      service: event.attempt.postalService as PostalService,
      trackingNumber: event.attempt.trackingNumber ?? "",
      reason: "",
    },
    validate: {
      postedOn: (day) => (day ? null : t`The day on which it was posted`),
      reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads it reads the reason.`),
    },
  });

  async function send({ postedOn, service, trackingNumber, reason }: typeof form.values) {
    if (!postedOn) return false;
    const number = service === "ORDINARY" ? null : trackingNumber;
    const input = { attemptId: event.attempt.id, postedOn, service, trackingNumber: number, reason: reason.trim() };
    return (await correct({ input }, form)) !== null;
  }

  return (
    <CorrectionDialog title={t`Correct the posting`} form={form} busy={busy} correct={send}>
      <DayInput label={t`Posted on`} maxDate={dayOf(now())} {...form.getInputProps("postedOn")} />
      <Select
        label={t`Postal service`}
        allowDeselect={false}
        data={Object.entries(serviceLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
        {...form.getInputProps("service")}
      />
      {form.values.service !== "ORDINARY" && (
        <TextInput label={t`Tracking number`} maxLength={30} {...form.getInputProps("trackingNumber")} />
      )}
    </CorrectionDialog>
  );
}
