import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, NativeSelect, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { Answer } from "@/design/states";
import { dayOf } from "@/formatting/dates";
import { GrantChoices, OpenBankGrant } from "@/grants/documents";

type Choices = { banks: { id: string; name: string }[]; portfolios: { id: string; name: string }[] };

function GrantForm({ banks, portfolios, onDone }: Choices & { onDone: () => void }) {
  const { t } = useLingui();
  const [open, busy] = useCommand(OpenBankGrant);
  const form = useForm({
    initialValues: {
      bankId: banks[0]?.id ?? "",
      portfolioId: portfolios[0]?.id ?? "",
      expiresOn: null as string | null,
    },
  });

  async function submit(values: typeof form.values) {
    const opened = await open({ input: { ...values, level: "TOTALS" } }, form);
    if (opened) onDone();
  }

  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack gap="sm">
        <p>
          <Trans>
            The bank sees totals and progress of this portfolio: no debtor, no note, no contact. You can end it at any
            moment.
          </Trans>
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
        />
        <DayInput
          label={t`Until (optional)`}
          clearable
          clearButtonProps={{ "aria-label": t`No end date` }}
          minDate={dayOf(now())}
          {...form.getInputProps("expiresOn")}
        />
        <Group justify="flex-end" gap="xs">
          <Button type="submit" loading={busy}>
            <Trans>Open the access</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Opens the dashboard of one portfolio to one bank. */
export function OpenGrantButton() {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [asked, ask] = useQuery({ query: GrantChoices, pause: !opened });
  return (
    <>
      <Button leftSection={<IconPlus size={15} />} onClick={open}>
        <Trans>Open access to a bank</Trans>
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t`Open access to a bank`}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
          {({ banks, portfolios }) => <GrantForm banks={banks} portfolios={portfolios} onDone={close} />}
        </Answer>
      </Modal>
    </>
  );
}
