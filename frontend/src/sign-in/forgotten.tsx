import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Frame } from "@/sign-in/frame";
import { Problem } from "@/sign-in/problem";
import { ask, isAnswer, type Refused, type Unreachable } from "@/sign-in/session";

/** Asks for a link by e-mail; the answer does not tell whether the address is known. */
export function Forgotten() {
  const { t } = useLingui();
  const form = useForm({ initialValues: { email: "" } });
  const [problem, setProblem] = useState<Refused | Unreachable | null>(null);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);

  async function submit(values: typeof form.values) {
    setBusy(true);
    const answer = await ask("forgotten", { email: values.email.trim() });
    setBusy(false);
    if (!isAnswer(answer)) return setProblem(answer);
    setProblem(null);
    setAsked(true);
  }

  return (
    <Frame title={<Trans>Forgotten password</Trans>}>
      <Problem problem={problem} />
      {asked ? (
        <p role="status">
          <Trans>
            If this address has an account, an e-mail with a link is on its way to it. The link works for one hour.
          </Trans>
        </p>
      ) : (
        <form onSubmit={form.onSubmit(submit)}>
          <Stack gap="sm">
            <p>
              <Trans>You receive a link by e-mail to choose a new password.</Trans>
            </p>
            <TextInput
              size="sm"
              label={t`E-mail`}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              {...form.getInputProps("email")}
            />
            <Button type="submit" size="sm" loading={busy}>
              <Trans>Send the link</Trans>
            </Button>
          </Stack>
        </form>
      )}
      <Anchor component={Link} to="/sign-in" size="sm" display="inline-block" mt="md">
        <Trans>Back to the sign-in</Trans>
      </Anchor>
    </Frame>
  );
}
