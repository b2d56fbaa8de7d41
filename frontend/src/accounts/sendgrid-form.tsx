import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type Account, SaveSendGridAccount } from "@/accounts/documents";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";

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
    },
  });
  const kept = account ? t`Leave it empty to keep the present one.` : undefined;

  async function submit(values: typeof form.values) {
    if (await save({ input: values }, form)) onDone();
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
    </DialogForm>
  );
}
