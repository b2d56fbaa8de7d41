import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { type FieldErrors, useCommand } from "@/api/use-command";
import type { Payment } from "@/casefiles/documents";
import { ReasonDialog } from "@/design/reason-dialog";
import { Money } from "@/design/values";
import { formatDay } from "@/formatting/dates";
import { formatMoney } from "@/formatting/money";
import { ReversePayment } from "@/ledger/documents";

/** Undoes one payment, with the reason that both parties read. */
export function ReverseButton({ payment }: { payment: Payment }) {
  const { i18n, t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [reverse, busy] = useCommand(ReversePayment);
  const amount = formatMoney(payment.amount, i18n.locale);
  const day = formatDay(payment.receivedOn, i18n.locale);

  async function send(reason: string, form: FieldErrors) {
    const reversed = await reverse({ input: { paymentId: payment.id, reason } }, form);
    if (reversed) notifications.show({ color: "green", message: t`The payment is reversed.` });
    return reversed;
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
      <ReasonDialog
        opened={opened}
        onClose={close}
        title={t`Reverse a payment`}
        missing={t`Say why: both parties read it.`}
        action={<Trans>Reverse the payment</Trans>}
        busy={busy}
        danger
        send={send}
      >
        <p>
          <Trans>
            <Money value={payment.amount} /> will be owed again. The payment stays on the timeline, marked as reversed.
          </Trans>
        </p>
      </ReasonDialog>
    </>
  );
}
