import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { channelLabels } from "@/accounts/channel-labels";
import { type Account, AddSender, ChangeSender, type Sender } from "@/accounts/documents";
import type { Channel } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";

const served: Record<string, Channel[]> = { twilio: ["SMS", "VOICE"], sendgrid: ["EMAIL"] };

/** Country codes as people type them: with commas or spaces. */
export function countriesOf(typed: string): string[] {
  return typed
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((one) => one.toUpperCase());
}

type WhereProps = {
  form: { getInputProps: (field: "countries" | "perSecond") => object };
};

function WhereAndPace({ form }: WhereProps) {
  const { t } = useLingui();
  return (
    <>
      <TextInput
        label={t`Countries`}
        description={t`As in FR, BE. Empty: wherever no other sender is.`}
        {...form.getInputProps("countries")}
      />
      <NumberInput
        label={t`At most a second`}
        description={t`Segments of text, calls or e-mails. Empty: what is usual for its kind.`}
        min={0.01}
        max={1000}
        decimalScale={2}
        hideControls
        {...form.getInputProps("perSecond")}
      />
    </>
  );
}

function paceOf(typed: number | string): number | null {
  return typed === "" ? null : Number(typed);
}

function AddForm({ accounts, onDone }: { accounts: readonly Account[]; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const [add, busy] = useCommand(AddSender);
  const channels = accounts.flatMap((account) =>
    (served[account.provider] ?? []).map((channel) => ({ channel, accountId: account.id })),
  );
  const form = useForm({
    initialValues: {
      channel: channels[0]?.channel ?? ("SMS" as Channel),
      address: "",
      countries: "",
      perSecond: "" as number | string,
    },
  });

  async function submit({ channel, address, countries, perSecond }: typeof form.values) {
    const accountId = channels.find((one) => one.channel === channel)?.accountId;
    if (!accountId) return;
    const input = { accountId, channel, address, countries: countriesOf(countries), perSecond: paceOf(perSecond) };
    if (await add({ input }, form)) onDone();
  }

  return (
    <DialogForm onSubmit={form.onSubmit(submit)} onCancel={onDone} action={<Trans>Add the sender</Trans>} busy={busy}>
      <p>
        <Trans>The provider is asked whether it is yours.</Trans>
      </p>
      <NativeSelect
        label={t`Channel`}
        data={channels.map(({ channel }) => {
          const label = channelLabels[channel];
          return { value: channel, label: label ? i18n._(label) : channel };
        })}
        {...form.getInputProps("channel")}
      />
      <TextInput
        label={t`Number, name or address`}
        required
        withAsterisk={false}
        data-autofocus
        {...form.getInputProps("address")}
      />
      <WhereAndPace form={form} />
    </DialogForm>
  );
}

function ChangeForm({ sender, onDone }: { sender: Sender; onDone: () => void }) {
  const [change, busy] = useCommand(ChangeSender);
  const form = useForm({
    initialValues: { countries: sender.countries.join(", "), perSecond: sender.perSecond as number | string },
  });

  async function submit({ countries, perSecond }: typeof form.values) {
    const input = { senderId: sender.id, countries: countriesOf(countries), perSecond: paceOf(perSecond) };
    if (await change({ input }, form)) onDone();
  }

  return (
    <DialogForm onSubmit={form.onSubmit(submit)} onCancel={onDone} action={<Trans>Save the sender</Trans>} busy={busy}>
      <WhereAndPace form={form} />
    </DialogForm>
  );
}

/** Adds a sender to one of the agency's own accounts. */
export function AddSenderButton({ accounts }: { accounts: readonly Account[] }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" leftSection={<IconPlus size={14} />} onClick={open}>
        <Trans>Add a sender</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Add a sender`}>
        {opened && <AddForm accounts={accounts} onDone={close} />}
      </Modal>
    </>
  );
}

/** Changes where a sender is used, and how fast. */
export function ChangeSenderButton({ sender }: { sender: Sender }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const title = t`Change the sender ${sender.address}`;
  return (
    <>
      <Button variant="default" onClick={open} aria-label={title}>
        <Trans>Change</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        {opened && <ChangeForm sender={sender} onDone={close} />}
      </Modal>
    </>
  );
}
