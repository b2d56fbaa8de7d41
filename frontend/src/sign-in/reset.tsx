import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Loading } from "@/design/states";
import { Frame } from "@/sign-in/frame";
import { PasswordInput } from "@/sign-in/password-input";
import { placeRefusal } from "@/sign-in/place-refusal";
import { Problem } from "@/sign-in/problem";
import { ask, isAnswer, type Refused, type Unreachable } from "@/sign-in/session";
import { SignIn } from "@/sign-in/sign-in";
import { useLink } from "@/sign-in/use-link";

/** Chooses a new password by the link of an e-mail, then signs in with it. */
export function Reset({ onDone }: { onDone: () => void }) {
  const { token, about } = useLink<{ email: string }>("reset");
  const form = useForm({ initialValues: { password: "" } });
  const [problem, setProblem] = useState<Refused | Unreachable | null>(null);
  const [changed, setChanged] = useState(false);
  const [busy, setBusy] = useState(false);

  async function submit({ password }: typeof form.values) {
    setBusy(true);
    const answer = await ask("reset/set", { token, password });
    setBusy(false);
    if (!isAnswer(answer)) return setProblem(placeRefusal(answer, form));
    setChanged(true);
  }

  const title = <Trans>New password</Trans>;
  if (!about)
    return (
      <Frame title={title}>
        <Loading rows={3} />
      </Frame>
    );
  if (!isAnswer(about))
    return (
      <Frame title={title}>
        <Problem problem={about} />
        <Anchor component={Link} to="/forgotten" size="sm">
          <Trans>Ask for a new link</Trans>
        </Anchor>
      </Frame>
    );
  if (changed) return <SignIn email={about.email} onDone={onDone} />;
  return (
    <Frame title={title}>
      <Problem problem={problem} />
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <p>
            <Trans>
              For the account {about.email}. You will be signed out wherever you are signed in, then sign in with the
              new password.
            </Trans>
          </p>
          <input type="email" autoComplete="username" value={about.email} readOnly hidden />
          <PasswordInput isNew autoFocus {...form.getInputProps("password")} />
          <Button type="submit" size="sm" loading={busy}>
            <Trans>Set the password</Trans>
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
