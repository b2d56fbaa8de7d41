import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type Account, SaveTwilioAccount } from "@/accounts/documents";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";

/** A Twilio account. A key that is left empty stays as it is; none is ever filled in. */
export function TwilioForm({ account, onDone }: { account?: Account; onDone: () => void }) {
  const { t } = useLingui();
  const [save, busy] = useCommand(SaveTwilioAccount);
  const form = useForm({
    initialValues: {
      accountSid: account?.accountSid ?? "",
      authToken: "",
      apiKeySid: account?.apiKeySid ?? "",
      apiKeySecret: "",
      twimlAppSid: account?.twimlAppSid ?? "",
      region: account?.region ?? "",
      edge: account?.edge ?? "",
    },
  });
  const kept = account ? t`Leave it empty to keep the present one.` : undefined;

  async function submit(values: typeof form.values) {
    if (await save({ input: values }, form)) onDone();
  }

  return (
    <DialogForm onSubmit={form.onSubmit(submit)} onCancel={onDone} action={<Trans>Save the account</Trans>} busy={busy}>
      <TextInput
        label={t`Account SID`}
        description={t`Begins with AC`}
        required
        withAsterisk={false}
        readOnly={account !== undefined}
        autoComplete="off"
        data-autofocus={account ? undefined : true}
        {...form.getInputProps("accountSid")}
      />
      <PasswordInput
        label={t`Auth token`}
        description={kept}
        required={!account}
        withAsterisk={false}
        autoComplete="off"
        data-autofocus={account ? true : undefined}
        {...form.getInputProps("authToken")}
      />
      <TextInput
        label={t`API key`}
        description={t`May be left out. Begins with SK`}
        {...form.getInputProps("apiKeySid")}
      />
      <PasswordInput
        label={t`Secret of the API key`}
        description={account?.apiKeySid ? kept : undefined}
        autoComplete="off"
        {...form.getInputProps("apiKeySecret")}
      />
      <TextInput
        label={t`TwiML app`}
        description={t`For calls on the computer, with an API key. May be left out. Begins with AP`}
        {...form.getInputProps("twimlAppSid")}
      />
      <NativeSelect
        label={t`Region`}
        data={[
          { value: "", label: t`United States (us1)` },
          { value: "ie1", label: t`Ireland (ie1)` },
          { value: "au1", label: t`Australia (au1)` },
        ]}
        {...form.getInputProps("region")}
      />
      <TextInput label={t`Edge`} description={t`May be left out, as in dublin`} {...form.getInputProps("edge")} />
    </DialogForm>
  );
}
