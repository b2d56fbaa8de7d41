import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useCommand } from "@/api/use-command";
import type { Payment } from "@/casefiles/documents";
import { Money } from "@/design/values";
import { formatDay } from "@/formatting/dates";
import { formatMoney } from "@/formatting/money";
import { ReversePayment } from "@/ledger/documents";

/** Undoes one payment, with the reason that both parties read. */
export function ReverseButton({ payment }: { payment: Payment }) {
  const { i18n, t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [reverse, busy] = useCommand(ReversePayment);
  const form = useForm({
    initialValues: { reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: both parties read it.`) },
  });
  const amount = formatMoney(payment.amount, i18n.locale);
  const day = formatDay(payment.receivedOn, i18n.locale);

  async function submit({ reason }: { reason: string }) {
    const done = await reverse({ input: { paymentId: payment.id, reason: reason.trim() } }, form);
    if (!done) return;
    close();
    notifications.show({
      color: "green",
      message: t`The payment is reversed.`,
    });
  }

  return (
    <>
      <Button
        variant="subtle"
        color="red"
        size="compact-xs"
        aria-label={t`Reverse the payment of ${amount} received on ${day}`}
        onClick={open}
      >
        <Trans>Reverse</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Reverse a payment`}>
        <form onSubmit={form.onSubmit(submit)}>
          <Stack gap="sm">
            <p>
              <Trans>
                <Money value={payment.amount} /> will be owed again. The payment stays on the timeline, marked as
                reversed.
              </Trans>
            </p>
            <Textarea label={t`Reason`} autosize minRows={2} data-autofocus {...form.getInputProps("reason")} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
              <Button type="submit" color="red" loading={busy}>
                <Trans>Reverse the payment</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
