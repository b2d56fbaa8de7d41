import { Trans, useLingui } from "@lingui/react/macro";
import type { Channel } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { LiftOptOut } from "@/contacts/documents";
import { StartAgain } from "@/contacts/reached-again";
import { ReasonDialog } from "@/design/reason-dialog";
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
  const name = i18n._(channelLabels[channel]);
  const address = formatAddress(point.value);

  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t`Lift the opt-out: ${name}`}
      field="evidence"
      label={t`Where it stands`}
      description={t`That they want to be reached again: their words, a letter, a call.`}
      missing={t`Say where it stands that they want it.`}
      most={1000}
      action={<Trans>Lift the opt-out</Trans>}
      busy={busy}
      send={(evidence, form) => lift({ input: { caseFileId, contactPointId: point.id, channel, evidence } }, form)}
    >
      <p>
        <Trans>{address} can be reached again, for every client. Your name goes into the audit log.</Trans>
      </p>
      {channel === "SMS" && <StartAgain />}
    </ReasonDialog>
  );
}
