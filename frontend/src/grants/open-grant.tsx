import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { Answer } from "@/design/states";
import { GrantChoices, OpenBankGrant } from "@/grants/documents";
import { GrantFields, type GrantValues, whatIsSeen } from "@/grants/grant-fields";
import { Preview } from "@/grants/preview";

type Choices = { banks: { id: string; name: string }[]; portfolios: { id: string; name: string }[] };

function OpenGrantForm({ banks, portfolios, onDone }: Choices & { onDone: () => void }) {
  const { t } = useLingui();
  const [open, busy] = useCommand(OpenBankGrant);
  const form = useForm<GrantValues>({
    initialValues: {
      bankId: banks[0]?.id ?? "",
      portfolioId: portfolios[0]?.id ?? "",
      scope: "whole",
      batchIds: [],
      level: "TOTALS",
      extras: [],
      expiresOn: null,
    },
  });

  async function submit(values: GrantValues) {
    const { bankId, portfolioId } = values;
    const opened = await open({ input: { bankId, portfolioId, ...whatIsSeen(values) } }, form);
    if (opened) onDone();
  }

  return (
    <DialogForm onSubmit={form.onSubmit(submit)} onCancel={onDone} action={<Trans>Open the access</Trans>} busy={busy}>
      <p>
        <Trans>The bank sees what you choose here, and no more. You can change or end it at any moment.</Trans>
      </p>
      <NativeSelect
        label={t`Bank`}
        data={banks.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps("bankId")}
      />
      <NativeSelect
        label={t`Portfolio`}
        data={portfolios.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps("portfolioId")}
        onChange={(event) => form.setValues({ portfolioId: event.currentTarget.value, batchIds: [] })}
      />
      <GrantFields form={form} />
      <Preview values={form.getValues()} />
    </DialogForm>
  );
}

/** Opens a portfolio, or some placements of it, to one bank. */
export function OpenGrantButton() {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [asked, ask] = useQuery({ query: GrantChoices, pause: !opened });
  return (
    <>
      <Button leftSection={<IconPlus size={15} />} onClick={open}>
        <Trans>Open access to a bank</Trans>
      </Button>
      <Modal opened={opened} onClose={close} size="lg" title={t`Open access to a bank`}>
        <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
          {({ banks, portfolios }) => <OpenGrantForm banks={banks} portfolios={portfolios} onDone={close} />}
        </Answer>
      </Modal>
    </>
  );
}
