import { useLingui } from "@lingui/react/macro";
import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import type { Disposition } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { CorrectCallOutcome } from "@/contacts/documents";
import { chosenInstant, initialSendTime, TIMES } from "@/contacts/send-time";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";
import { dispositionLabels } from "@/formatting/labels";
import { CorrectionDialog } from "@/timeline/correction-dialog";

type Outcome = { disposition: Disposition; comment: string | null; attempt: { id: string } };

/** Gives a call another outcome. */
export function CorrectOutcome({ event }: { event: Outcome }) {
  const { i18n, t } = useLingui();
  const [correct, busy] = useCommand(CorrectCallOutcome);
  const [time, setTime] = useState({ ...initialSendTime(), later: true });
  const form = useForm({
    initialValues: {
      disposition: event.disposition,
      comment: event.comment ?? "",
      reason: "",
      day: null as string | null,
    },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads it reads the reason.`) },
  });

  const { disposition, day } = form.values;
  const agreed = disposition === "PROMISES" || disposition === "CALLBACK";

  async function send({ comment, reason }: typeof form.values) {
    const input = {
      attemptId: event.attempt.id,
      disposition,
      comment: comment.trim() || null,
      reason: reason.trim(),
      promisedOn: disposition === "PROMISES" ? day : null,
      callbackAt: disposition === "CALLBACK" ? chosenInstant({ ...time, day }) : null,
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
      {agreed && (
        <Group align="end" gap="xs">
          <DayInput
            label={disposition === "CALLBACK" ? t`Call back on` : t`Pays by`}
            description={t`Leave it empty where that day is over.`}
            clearable
            minDate={dayOf(now())}
            maxDate={dayOf(now() + 90 * 86_400_000)}
            {...form.getInputProps("day")}
          />
          {disposition === "CALLBACK" && (
            <NativeSelect
              label={t`At`}
              w={90}
              data={TIMES}
              value={time.time}
              onChange={(choice) => setTime({ ...time, time: choice.currentTarget.value })}
            />
          )}
        </Group>
      )}
      <TextInput label={t`Comment on the call`} maxLength={1000} {...form.getInputProps("comment")} />
    </CorrectionDialog>
  );
}
