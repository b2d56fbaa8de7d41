import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, PasswordInput, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { LocaleSwitch, SchemeSwitch } from "@/app/user-menu";
import { organizationLabels, roleLabels } from "@/formatting/labels";
import { type MembershipChoice, type SignInAnswer, signIn } from "@/sign-in/session";
import styles from "@/sign-in/sign-in.module.css";

type Problem = Exclude<SignInAnswer["status"], "signed_in" | "choose_membership">;

function useProblemText(): Record<Problem, string> {
  const { t } = useLingui();
  return {
    refused: t`This e-mail and password do not match an account.`,
    too_many: t`Too many tries. Wait a minute, then try again.`,
    unreachable: t`The server cannot be reached. Try again in a moment.`,
  };
}

/** E-mail and password, then the organization when the person has several. */
export function SignIn({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui();
  const texts = useProblemText();
  const form = useForm({ initialValues: { email: "", password: "" } });
  const [choices, setChoices] = useState<MembershipChoice[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(membershipId?: string) {
    setBusy(true);
    const answer = await signIn(form.values.email.trim(), form.values.password, membershipId);
    setBusy(false);
    if (answer.status === "signed_in") return onDone();
    if (answer.status === "choose_membership") return setChoices(answer.memberships);
    setProblem(answer.status);
  }

  return (
    <main className={styles.page}>
      <div className={styles.tools}>
        <LocaleSwitch />
        <SchemeSwitch />
      </div>
      <div className={styles.box}>
        <div className={styles.brand}>
          <img src="/favicon.svg" width={32} height={32} alt="" />
          Tandem
        </div>
        <p className={styles.motto}>
          <Trans>One case file, shared by the agency, the creditor and the banker.</Trans>
        </p>
        <div className={styles.card}>
          <h1 className={styles.title}>{choices ? <Trans>Act on behalf of</Trans> : <Trans>Sign in</Trans>}</h1>
          {problem && (
            <Alert color="red" mb="md" role="alert">
              {texts[problem]}
            </Alert>
          )}
          {choices ? (
            <Stack gap="xs">
              {choices.map((choice) => (
                <UnstyledButton key={choice.id} className={styles.choice} onClick={() => submit(choice.id)}>
                  <strong>{choice.organization}</strong>
                  <small>
                    {i18n._(organizationLabels[choice.kind])} · {i18n._(roleLabels[choice.role])}
                  </small>
                </UnstyledButton>
              ))}
              <Button variant="subtle" onClick={() => setChoices(null)}>
                <Trans>Use another account</Trans>
              </Button>
            </Stack>
          ) : (
            <form onSubmit={form.onSubmit(() => submit())}>
              <Stack gap="sm">
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
                <PasswordInput
                  size="sm"
                  label={t`Password`}
                  autoComplete="current-password"
                  required
                  withAsterisk={false}
                  visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
                  {...form.getInputProps("password")}
                />
                <Button type="submit" size="sm" loading={busy} mt={6}>
                  <Trans>Sign in</Trans>
                </Button>
              </Stack>
            </form>
          )}
        </div>
      </div>
    </main>
  );
}
