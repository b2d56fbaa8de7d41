import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { dayOf } from "@/formatting/dates";
import { EndStopFact, type StopFact } from "@/stops/documents";
import { stopLabels } from "@/stops/kinds";

type EndProps = { fact: StopFact; onEnded: () => void };

/** Ends a fact on a day, with where that is known from. */
export function EndStopButton({ fact, onEnded }: EndProps) {
  const { t, i18n } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const what = i18n._(stopLabels[fact.kind]);
  const title = t`No longer so: ${what}`;

  function ended() {
    close();
    onEnded();
  }

  return (
    <>
      <Button mt={6} variant="default" onClick={open} aria-label={title}>
        <Trans>No longer so</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <EndForm fact={fact} onEnded={ended} onCancel={close} />
      </Modal>
    </>
  );
}

function EndForm({ fact, onEnded, onCancel }: EndProps & { onCancel: () => void }) {
  const { t } = useLingui();
  const [end, busy] = useCommand(EndStopFact);
  const form = useForm({ initialValues: { endedOn: dayOf(now()) as string | null, source: "" } });

  async function submit({ endedOn, source }: typeof form.values) {
    if (!endedOn) return;
    if (await end({ input: { factId: fact.id, endedOn, source } }, form)) onEnded();
  }

  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onCancel}
      action={<Trans>Record</Trans>}
      busy={busy}
      disabled={!form.values.endedOn || !form.values.source.trim()}
    >
      <DayInput
        label={t`No longer so since`}
        w={160}
        minDate={fact.sinceOn}
        maxDate={dayOf(now())}
        {...form.getInputProps("endedOn")}
      />
      <Textarea label={t`Where it is known from`} autosize minRows={2} {...form.getInputProps("source")} />
    </DialogForm>
  );
}
