import { Trans, useLingui } from "@lingui/react/macro";
import { useCommand } from "@/api/use-command";
import { ReopenAddress } from "@/contacts/documents";
import { ReasonDialog } from "@/design/reason-dialog";
import { formatAddress } from "@/formatting/addresses";

type ReopenAddressDialogProps = {
  caseFileId: string;
  point: { id: string; value: string };
  opened: boolean;
  onClose: () => void;
};

/** Has a number or an e-mail address tried again that a provider closed. */
export function ReopenAddressDialog({ caseFileId, point, opened, onClose }: ReopenAddressDialogProps) {
  const { t } = useLingui();
  const [reopen, busy] = useCommand(ReopenAddress);
  const address = formatAddress(point.value);

  return (
    <ReasonDialog
      title={t`Open this address again`}
      opened={opened}
      onClose={onClose}
      action={<Trans>Open again</Trans>}
      busy={busy}
      description={t`Why it is worth trying again, in 10 characters at least: what was confirmed, and by whom.`}
      missing={t`Say why it is worth trying again.`}
      most={1000}
      send={(reason, form) => reopen({ input: { caseFileId, contactPointId: point.id, reason } }, form)}
    >
      <p>
        <Trans>
          {address} can be tried again, for every client. It closes again when the provider refuses it again. Your name
          goes into the audit log.
        </Trans>
      </p>
    </ReasonDialog>
  );
}
