import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useAsk } from "@/account/use-ask";
import { Panel } from "@/design/page";
import { CodeInput } from "@/sign-in/codes";
import { PasswordInput } from "@/sign-in/password-input";
import { Problem } from "@/sign-in/problem";

type Props = { hasSecondFactor: boolean; email: string; onChanged: () => void };

/** A new password for the present one; every other sign-in ends. */
export function ChangePassword({ hasSecondFactor, email, onChanged }: Props) {
  const { t } = useLingui();
  const { run, busy, problem } = useAsk();
  const form = useForm({ initialValues: { current: "", password: "", code: "" } });

  async function submit({ code, ...values }: typeof form.values) {
    const fields = hasSecondFactor ? { ...values, code } : values;
    const done = t`Your password is changed. Everywhere else you are signed out.`;
    if (!(await run("account/password", fields, done, form))) return;
    form.reset();
    onChanged();
  }

  return (
    <Panel title={<Trans>Password</Trans>}>
      <Problem problem={problem} />
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput size="xs" label={t`Present password`} {...form.getInputProps("current")} />
          <PasswordInput size="xs" isNew {...form.getInputProps("password")} />
          {hasSecondFactor && (
            <CodeInput
              value={form.values.code}
              error={form.errors.code}
              onChange={(code) => form.setFieldValue("code", code)}
            />
          )}
          <p>
            <Trans>With a new password you are signed out everywhere else.</Trans>
          </p>
          <Group justify="flex-end">
            <Button type="submit" loading={busy}>
              <Trans>Change the password</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
