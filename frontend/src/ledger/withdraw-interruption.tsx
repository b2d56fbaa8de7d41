import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useCommand } from "@/api/use-command";
import type { Interruption } from "@/casefiles/documents";
import { DialogForm } from "@/design/dialog-form";
import { formatDay } from "@/formatting/dates";
import { interruptionLabels } from "@/formatting/labels";
import { WithdrawInterruption } from "@/ledger/documents";

/** Takes back what was recorded by mistake, with the reason that both parties read. */
export function WithdrawInterruptionButton({ interruption }: { interruption: Interruption }) {
  const { i18n, t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [withdraw, busy] = useCommand(WithdrawInterruption);
  const form = useForm({
    initialValues: { reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: both parties read it.`) },
  });
  const what = i18n._(interruptionLabels[interruption.kind]);
  const day = formatDay(interruption.happenedOn, i18n.locale);

  async function submit({ reason }: { reason: string }) {
    const done = await withdraw({ input: { interruptionId: interruption.id, reason: reason.trim() } }, form);
    if (!done) return;
    close();
    notifications.show({ color: "green", message: t`It is withdrawn. The last day is counted anew.` });
  }

  return (
    <>
      <Button variant="subtle" color="red" size="compact-xs" aria-label={t`Withdraw: ${what}, ${day}`} onClick={open}>
        <Trans context="interruption of limitation">Withdraw</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Withdraw an interruption of limitation`}>
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans context="interruption of limitation">Withdraw</Trans>}
          busy={busy}
          danger
        >
          <p>
            <Trans>
              {what}, {day}: it will count no more. It stays on the file and on the timeline, marked as withdrawn.
            </Trans>
          </p>
          <Textarea
            label={t`Reason`}
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            {...form.getInputProps("reason")}
          />
        </DialogForm>
      </Modal>
    </>
  );
}
