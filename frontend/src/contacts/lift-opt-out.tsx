import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Channel } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { LiftOptOut } from "@/contacts/documents";
import { Proof, StartAgain } from "@/contacts/reached-again";
import { formatAddress } from "@/formatting/addresses";
import { channelLabels } from "@/formatting/labels";

type LiftOptOutDialogProps = {
  caseFileId: string;
  point: { id: string; value: string };
  channel: Channel;
  onClose: () => void;
};

/** Lets a channel reach an address again, once it is said where it stands that the person wants that. */
export function LiftOptOutDialog({ caseFileId, point, channel, onClose }: LiftOptOutDialogProps) {
  const { t, i18n } = useLingui();
  const [lift, busy] = useCommand(LiftOptOut);
  const form = useForm({ initialValues: { evidence: "" } });
  const name = i18n._(channelLabels[channel]);
  const address = formatAddress(point.value);

  async function submit({ evidence }: typeof form.values) {
    const input = { caseFileId, contactPointId: point.id, channel, evidence: evidence.trim() };
    if (await lift({ input }, form)) onClose();
  }

  return (
    <Modal opened onClose={onClose} title={t`Lift the opt-out: ${name}`}>
      <form onSubmit={form.onSubmit(submit)}>
        <p>
          <Trans>{address} can be reached again, for every client. Your name goes into the audit log.</Trans>
        </p>
        {channel === "SMS" && <StartAgain />}
        <Proof {...form.getInputProps("evidence")} />
        <Group mt={12} gap="xs">
          <Button type="submit" loading={busy} disabled={!form.values.evidence.trim()}>
            <Trans>Lift the opt-out</Trans>
          </Button>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
