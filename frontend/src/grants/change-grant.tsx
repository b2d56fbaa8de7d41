import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { ChangeBankGrant, type Grant } from "@/grants/documents";
import { type Extra, GrantFields, type GrantValues, whatIsSeen } from "@/grants/grant-fields";
import { Preview } from "@/grants/preview";

function extrasOf(grant: Grant): Extra[] {
  const shown: [boolean, Extra][] = [
    [grant.showsInvoiceNumbers, "invoiceNumbers"],
    [grant.showsDueDates, "dueDates"],
    [grant.showsDisputes, "disputes"],
  ];
  return shown.filter(([is]) => is).map(([, extra]) => extra);
}

function ChangeGrantForm({ grant, onDone }: { grant: Grant; onDone: () => void }) {
  const [change, busy] = useCommand(ChangeBankGrant);
  const form = useForm<GrantValues>({
    initialValues: {
      bankId: grant.bank.id,
      portfolioId: grant.portfolio.id,
      scope: grant.wholePortfolio ? "whole" : "some",
      batchIds: grant.wholePortfolio ? [] : grant.batches.map(({ id }) => id),
      level: grant.level,
      extras: extrasOf(grant),
      expiresOn: grant.expiresOn,
    },
  });

  async function submit(values: GrantValues) {
    const changed = await change({ input: { grantId: grant.id, ...whatIsSeen(values) } }, form);
    if (changed) onDone();
  }

  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={<Trans>Change the access</Trans>}
      busy={busy}
    >
      <p>
        <Trans>
          {grant.bank.name} sees {grant.portfolio.name} as you choose here, from now on. The access as it was ends and
          stays in the list, so that you can read later who saw what.
        </Trans>
      </p>
      <GrantFields form={form} />
      <Preview values={form.getValues()} />
    </DialogForm>
  );
}

/** Changes what a bank sees of a portfolio. */
export function ChangeGrantButton({ grant }: { grant: Grant }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={open}>
        <Trans>Change</Trans>
      </Button>
      <Modal opened={opened} onClose={close} size="lg" title={t`Change what the bank sees`}>
        {opened && <ChangeGrantForm grant={grant} onDone={close} />}
      </Modal>
    </>
  );
}
