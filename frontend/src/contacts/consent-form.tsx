import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, NativeSelect, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import type { Channel } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import type { CaseFile } from "@/casefiles/documents";
import { purposeLabels } from "@/contacts/consent-purposes";
import { RecordConsent } from "@/contacts/ledger-documents";
import { recipientsFor } from "@/contacts/recipients";
import { DayInput } from "@/design/day-input";
import { formatAddress } from "@/formatting/addresses";
import { dayOf } from "@/formatting/dates";

type Purpose = keyof typeof purposeLabels;

/** By which channel each purpose reaches somebody. */
const channelOf: Record<Purpose, Channel> = {
  AUTOMATED_CALLS: "VOICE",
  EXTRA_CALLS: "VOICE",
  CALL_RECORDING: "VOICE",
  REGISTERED_EMAIL: "EMAIL",
};

type ConsentFormProps = { caseFile: CaseFile; onRecorded: () => void };

/** Enters a consent, or that it was taken back, with the day and what proves it. */
export function ConsentForm({ caseFile, onRecorded }: ConsentFormProps) {
  const { t, i18n } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [record, busy] = useCommand(RecordConsent);
  const form = useForm({
    initialValues: {
      purpose: "CALL_RECORDING" as Purpose,
      contactPointId: "",
      on: dayOf(now()) as string | null,
      evidence: "",
      withdrawn: false,
    },
  });
  const channel = channelOf[form.values.purpose];
  const recipients = recipientsFor(channel, caseFile.parties);
  const chosen = recipients.find(({ point }) => point.id === form.values.contactPointId) ?? recipients[0];

  async function submit({ purpose, on, evidence, withdrawn }: typeof form.values) {
    if (!chosen || !on) return;
    const input = {
      caseFileId: caseFile.id,
      contactPointId: chosen.point.id,
      channel,
      purpose,
      on,
      evidence,
      withdrawn,
    };
    if (!(await record({ input }, form))) return;
    form.reset();
    close();
    onRecorded();
  }

  if (!opened) {
    return (
      <Button variant="default" leftSection={<IconPlus size={14} />} onClick={open}>
        <Trans>Record a consent</Trans>
      </Button>
    );
  }
  return (
    <form onSubmit={form.onSubmit(submit)} aria-label={t`Record a consent`}>
      <NativeSelect
        label={t`What for`}
        data={Object.entries(purposeLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
        {...form.getInputProps("purpose")}
      />
      {recipients.length === 0 ? (
        <p>
          <Trans>No contact detail for this. Add one under “Parties” first.</Trans>
        </p>
      ) : (
        <NativeSelect
          mt={6}
          label={t`Contact detail`}
          data={recipients.map(({ party, point }) => ({
            value: point.id,
            label: [formatAddress(point.value), party.name].filter(Boolean).join(" · "),
          }))}
          {...form.getInputProps("contactPointId")}
          value={chosen?.point.id ?? ""}
        />
      )}
      <DayInput
        mt={6}
        label={t`Said on`}
        description={form.values.purpose === "EXTRA_CALLS" ? t`The day that it was where they are.` : undefined}
        w={160}
        maxDate={dayOf(now())}
        {...form.getInputProps("on")}
      />
      <Textarea
        mt={6}
        label={t`Where it stands`}
        description={t`Their words, a letter, a recording: what proves it later.`}
        autosize
        minRows={2}
        {...form.getInputProps("evidence")}
      />
      <Checkbox
        mt={8}
        label={t`They take an earlier consent back`}
        {...form.getInputProps("withdrawn", { type: "checkbox" })}
      />
      <Group mt={8} gap="xs">
        <Button type="submit" loading={busy} disabled={!chosen || !form.values.on || !form.values.evidence.trim()}>
          <Trans>Record</Trans>
        </Button>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
    </form>
  );
}
