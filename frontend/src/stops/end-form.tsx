import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";
import { EndStopFact, type StopFact } from "@/stops/documents";
import { stopLabels } from "@/stops/kinds";

/** Ends a fact on a day, with where that is known from. */
export function EndStopForm({ fact, onEnded }: { fact: StopFact; onEnded: () => void }) {
  const { t, i18n } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [end, busy] = useCommand(EndStopFact);
  const form = useForm({ initialValues: { endedOn: dayOf(now()) as string | null, source: "" } });
  const what = i18n._(stopLabels[fact.kind]);

  async function submit({ endedOn, source }: typeof form.values) {
    if (!endedOn) return;
    if (!(await end({ input: { factId: fact.id, endedOn, source } }, form))) return;
    close();
    onEnded();
  }

  if (!opened) {
    return (
      <Button mt={6} variant="default" onClick={open} aria-label={t`No longer so: ${what}`}>
        <Trans>No longer so</Trans>
      </Button>
    );
  }
  return (
    <form onSubmit={form.onSubmit(submit)} aria-label={t`No longer so: ${what}`}>
      <DayInput
        mt={6}
        label={t`No longer so since`}
        w={160}
        minDate={fact.sinceOn}
        maxDate={dayOf(now())}
        {...form.getInputProps("endedOn")}
      />
      <Textarea mt={6} label={t`Where it is known from`} autosize minRows={2} {...form.getInputProps("source")} />
      <Group mt={8} gap="xs">
        <Button type="submit" loading={busy} disabled={!form.values.endedOn || !form.values.source.trim()}>
          <Trans>Record</Trans>
        </Button>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
    </form>
  );
}
