import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Account } from "@/account/types";
import { useAsk } from "@/account/use-ask";
import { useSwitchLocale } from "@/app/locale";
import { Panel } from "@/design/page";
import { Problem } from "@/sign-in/problem";

/** Name and language. */
export function Profile({ account, onChanged }: { account: Account; onChanged: () => void }) {
  const { t } = useLingui();
  const { run, busy, problem } = useAsk();
  const switchLocale = useSwitchLocale();
  const form = useForm({ initialValues: { name: account.name, locale: account.locale } });

  async function submit(values: typeof form.values) {
    if (!(await run("account/profile", values, t`Saved.`, form))) return;
    switchLocale(values.locale);
    onChanged();
  }

  return (
    <Panel title={<Trans>Profile</Trans>}>
      <Problem problem={problem} />
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <TextInput
            label={t`Your name`}
            autoComplete="name"
            required
            withAsterisk={false}
            {...form.getInputProps("name")}
          />
          <TextInput
            label={t`E-mail`}
            description={t`You sign in with it; it does not change`}
            value={account.email}
            readOnly
            variant="filled"
          />
          <NativeSelect
            label={t`Language`}
            description={t`Of the screens, and of the e-mails that Tandem writes to you`}
            data={[
              { value: "fr", label: "Français" },
              { value: "en", label: "English" },
            ]}
            {...form.getInputProps("locale")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={busy}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
