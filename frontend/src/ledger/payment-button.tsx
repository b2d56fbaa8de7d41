import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconCash } from "@tabler/icons-react";
import { useKeyedCommand } from "@/api/use-keyed-command";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { dayOf } from "@/formatting/dates";
import { parseAmount } from "@/formatting/money";
import { DeclarePayment, RecordPayment } from "@/ledger/documents";

type PaymentButtonProps = { caseFileId: string; currency: string; declares: boolean };

/** A payment the agency received, or one that the creditor received directly and declares. Shown only once written. */
export function PaymentButton({ caseFileId, currency, declares }: PaymentButtonProps) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [record, recording] = useKeyedCommand(RecordPayment);
  const [declare, declaring] = useKeyedCommand(DeclarePayment);
  const form = useForm({
    initialValues: { amount: "", receivedOn: dayOf(now()) as string | null, reference: "" },
    validate: {
      amount: (amount) => (parseAmount(amount) ? null : t`An amount such as 1234.56`),
      receivedOn: (day) => (day ? null : t`The day on which the money arrived`),
    },
  });
  const title = declares ? t`Declare a payment` : t`Record a payment`;

  async function submit({ amount, receivedOn, reference }: typeof form.values) {
    const exact = parseAmount(amount);
    if (!exact || !receivedOn) return;
    const payment = {
      caseFileId,
      amount: { amount: exact, currency },
      receivedOn,
      reference: reference.trim() || null,
    };
    const saved = declares ? await declare(payment, form) : await record(payment, form);
    if (!saved) return;
    form.reset();
    close();
    notifications.show({ color: "green", message: t`The payment is recorded.` });
  }

  return (
    <>
      <Button variant="default" leftSection={<IconCash size={15} />} onClick={open}>
        {declares ? <Trans>Declare a payment</Trans> : <Trans>Payment</Trans>}
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <DialogForm onSubmit={form.onSubmit(submit)} onCancel={close} action={title} busy={recording || declaring}>
          {declares && (
            <p>
              <Trans>For money that reached you directly. It counts at once and the agency sees it.</Trans>
            </p>
          )}
          <TextInput
            label={t`Amount`}
            inputMode="decimal"
            rightSection={currency}
            rightSectionWidth={48}
            data-autofocus
            {...form.getInputProps("amount")}
          />
          <DayInput label={t`Received on`} maxDate={dayOf(now())} {...form.getInputProps("receivedOn")} />
          <TextInput label={t`Reference (optional)`} {...form.getInputProps("reference")} />
        </DialogForm>
      </Modal>
    </>
  );
}
