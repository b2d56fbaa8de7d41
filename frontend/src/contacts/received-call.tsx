import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPhoneIncoming } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import type { CaseFile } from "@/casefiles/documents";
import { RecordReceivedCall } from "@/contacts/received-call-documents";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { dayOf } from "@/formatting/dates";

const DAYS = 30 * 86_400_000;

/** Enters a conversation that somebody of the case file began: it counts as one, and not as an attempt of ours. */
export function ReceivedCallButton({ caseFile }: { caseFile: CaseFile }) {
  const [opened, { open, close }] = useDisclosure();
  if (caseFile.parties.length === 0) return null;
  return (
    <>
      <Button variant="subtle" mt={8} leftSection={<IconPhoneIncoming size={14} />} onClick={open}>
        <Trans>They called us</Trans>
      </Button>
      {opened && <ReceivedCallDialog caseFile={caseFile} onClose={close} />}
    </>
  );
}

function ReceivedCallDialog({ caseFile, onClose }: { caseFile: CaseFile; onClose: () => void }) {
  const { t } = useLingui();
  const [record, busy] = useCommand(RecordReceivedCall);
  const form = useForm({
    initialValues: {
      partyId: caseFile.parties[0]?.id ?? "",
      at: dayOf(now()) as string | null, // its day: what is refused of the instant is said beside it
      time: timeOf(now()),
      note: "",
    },
  });
  const { partyId, at: day, time } = form.values;

  async function submit({ note }: typeof form.values) {
    const at = new Date(`${day}T${time}:00`).toISOString();
    const input = { caseFileId: caseFile.id, partyId, at, note: note.trim() || null };
    if (await record({ input }, form)) onClose();
  }

  return (
    <Modal opened onClose={onClose} title={t`They called us`}>
      <DialogForm
        onSubmit={form.onSubmit(submit)}
        onCancel={onClose}
        action={<Trans>Record</Trans>}
        busy={busy}
        disabled={!partyId || !day || !time}
      >
        <p>
          <Trans>
            For a conversation that they began. The limits on calls count it as one; it is no attempt of yours.
          </Trans>
        </p>
        <NativeSelect
          label={t`Who called`}
          data={caseFile.parties.map(({ id, name }) => ({ value: id, label: name ?? "—" }))}
          {...form.getInputProps("partyId")}
        />
        <Group gap="xs" align="flex-start">
          <DayInput
            label={t`Called on`}
            w={150}
            minDate={dayOf(now() - DAYS)}
            maxDate={dayOf(now())}
            {...form.getInputProps("at")}
          />
          <TextInput type="time" label={t`At`} w={110} {...form.getInputProps("time")} />
        </Group>
        <Textarea
          label={t`What it was about`}
          description={t`Read by your client, too.`}
          autosize
          minRows={2}
          maxLength={1000}
          {...form.getInputProps("note")}
        />
      </DialogForm>
    </Modal>
  );
}

/** The hour and minute on the reader's clock, as `HH:MM`. */
export function timeOf(instant: number): string {
  const date = new Date(instant);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}
