import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect, NumberInput, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type Account, SaveSendGridAccount } from "@/accounts/documents";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";

const groupFormat = { hideControls: true, allowDecimal: false, allowNegative: false, max: 2147483647 } as const;

// An empty field of numbers holds text.
const groupOf = (number: number | null | undefined): number | string => number ?? "";
const numberOf = (typed: number | string): number | null => (typed === "" ? null : Number(typed));

/** A SendGrid account. A key that is left empty stays as it is; none is ever filled in. */
export function SendGridForm({ account, onDone }: { account?: Account; onDone: () => void }) {
  const { t } = useLingui();
  const [save, busy] = useCommand(SaveSendGridAccount);
  const form = useForm({
    initialValues: {
      apiKey: "",
      webhookPublicKey: "",
      region: account?.region ?? "",
      emailDomain: account?.emailDomain ?? "",
      replyDomain: account?.replyDomain ?? "",
      demandGroup: groupOf(account?.demandGroup),
      informationGroup: groupOf(account?.informationGroup),
    },
  });
  const kept = account ? t`Leave it empty to keep the present one.` : undefined;

  async function submit(values: typeof form.values) {
    const demandGroup = numberOf(values.demandGroup);
    const informationGroup = numberOf(values.informationGroup);
    if (await save({ input: { ...values, demandGroup, informationGroup } }, form)) onDone();
  }

  return (
    <DialogForm onSubmit={form.onSubmit(submit)} onCancel={onDone} action={<Trans>Save the account</Trans>} busy={busy}>
      <PasswordInput
        label={t`API key`}
        description={kept}
        required={!account}
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps("apiKey")}
      />
      <TextInput
        label={t`Public key of the webhook`}
        description={t`With it we know that what comes in is from SendGrid.`}
        {...form.getInputProps("webhookPublicKey")}
      />
      <NativeSelect
        label={t`Region`}
        data={[
          { value: "", label: t`Global` },
          { value: "eu", label: t`European Union` },
        ]}
        {...form.getInputProps("region")}
      />
      <TextInput
        label={t`Domain of the e-mails`}
        description={t`May be left out. It must be authenticated at SendGrid.`}
        {...form.getInputProps("emailDomain")}
      />
      <TextInput
        label={t`Domain for answers`}
        description={t`May be left out. Its mail goes to SendGrid, whose Inbound Parse posts it to the address shown here.`}
        {...form.getInputProps("replyDomain")}
      />
      <NumberInput
        label={t`Unsubscribe group of demands`}
        description={t`May be left out. Whoever leaves it gets no e-mail any more.`}
        {...groupFormat}
        {...form.getInputProps("demandGroup")}
      />
      <NumberInput
        label={t`Unsubscribe group of information`}
        description={t`May be left out. Whoever leaves it gets receipts, legal notices and answers about their rights by post.`}
        {...groupFormat}
        {...form.getInputProps("informationGroup")}
      />
    </DialogForm>
  );
}
