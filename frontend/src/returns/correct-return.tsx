import { useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReturnReason } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";
import { CorrectLetterReturn } from "@/returns/documents";
import { returnLabels, returnReasons } from "@/returns/reasons";
import { CorrectionDialog } from "@/timeline/correction-dialog";

const NEVER = "";
type Returned = { returnReason: ReturnReason | null; returnedOn: string | null; attempt: { id: string } };

/** Gives a returned letter another reason or day, or takes back that it ever came. */
export function CorrectReturn({ event }: { event: Returned }) {
  const { t, i18n } = useLingui();
  const [correct, busy] = useCommand(CorrectLetterReturn);
  const form = useForm({
    initialValues: {
      returnReason: event.returnReason ?? (NEVER as ReturnReason | typeof NEVER),
      returnedOn: event.returnedOn ?? dayOf(now()),
      reason: "",
    },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads it reads the reason.`) },
  });
  const { returnReason } = form.values;

  async function send(values: typeof form.values) {
    const back = values.returnReason !== NEVER;
    const input = {
      attemptId: event.attempt.id,
      returnReason: values.returnReason || null,
      returnedOn: back ? values.returnedOn : null,
      reason: values.reason.trim(),
    };
    return (await correct({ input }, form)) !== null;
  }

  return (
    <CorrectionDialog title={t`Correct the return`} form={form} busy={busy} correct={send}>
      <NativeSelect
        label={t`What the post ticked`}
        data={[
          ...returnReasons.map((value) => ({ value: value as string, label: i18n._(returnLabels[value]) })),
          { value: NEVER, label: t`It never came back` },
        ]}
        data-autofocus
        {...form.getInputProps("returnReason")}
      />
      {returnReason !== NEVER && (
        <DayInput label={t`Came back on`} maxDate={dayOf(now())} {...form.getInputProps("returnedOn")} />
      )}
    </CorrectionDialog>
  );
}
