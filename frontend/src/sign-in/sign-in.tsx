import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Frame } from "@/sign-in/frame";
import { PasswordInput } from "@/sign-in/password-input";
import { Problem } from "@/sign-in/problem";
import { type Credentials, isAnswer, type Progress, type Refused, signIn, type Unreachable } from "@/sign-in/session";
import { Steps, StepTitle } from "@/sign-in/steps";

/** E-mail and password, then what is still missing. */
export function SignIn({ onDone, email = "" }: { onDone: () => void; email?: string }) {
  const { t } = useLingui();
  const form = useForm({ initialValues: { email, password: "" } });
  const [step, setStep] = useState<{ credentials: Credentials; progress: Progress } | null>(null);
  const [problem, setProblem] = useState<Refused | Unreachable | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(values: typeof form.values) {
    setBusy(true);
    const credentials = { email: values.email.trim(), password: values.password };
    const progress = await signIn(credentials);
    setBusy(false);
    if (!isAnswer(progress)) return setProblem(progress);
    setProblem(null);
    if (progress.status === "signed_in") return onDone();
    setStep({ credentials, progress });
  }

  if (step)
    return (
      <Frame title={<StepTitle progress={step.progress} />}>
        <Steps
          {...step}
          onProgress={(progress, credentials) => setStep({ credentials, progress })}
          onDone={onDone}
          onBack={() => setStep(null)}
        />
      </Frame>
    );
  return (
    <Frame title={<Trans>Sign in</Trans>}>
      <Problem problem={problem} />
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            label={t`E-mail`}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus={!email}
            {...form.getInputProps("email")}
          />
          <PasswordInput autoFocus={Boolean(email)} {...form.getInputProps("password")} />
          <Button type="submit" size="sm" loading={busy} mt={6}>
            <Trans>Sign in</Trans>
          </Button>
          <Anchor component={Link} to="/forgotten" size="sm">
            <Trans>Forgotten password?</Trans>
          </Anchor>
        </Stack>
      </form>
    </Frame>
  );
}
