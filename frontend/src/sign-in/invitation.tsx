import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import type { OrganizationKind, Role } from "@/api/enums";
import { Loading } from "@/design/states";
import { organizationLabels, roleLabels } from "@/formatting/labels";
import { Frame } from "@/sign-in/frame";
import { PasswordInput } from "@/sign-in/password-input";
import { placeRefusal } from "@/sign-in/place-refusal";
import { Problem } from "@/sign-in/problem";
import {
  ask,
  type Credentials,
  isAnswer,
  type Progress,
  type Refused,
  signIn,
  takeLanguage,
  type Unreachable,
} from "@/sign-in/session";
import { Steps, StepTitle } from "@/sign-in/steps";
import { useLink } from "@/sign-in/use-link";

type About = {
  email: string;
  organization: string;
  kind: OrganizationKind;
  role: Role;
  roleName: string | null;
  invitedBy: string;
  known: boolean;
};
/** Once joined, the rest is a sign-in for the new membership. */
type Joining = Progress & { membershipId?: string };

function Invited({ about, token, onDone }: { about: About; token: string; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const form = useForm({ initialValues: { name: "", password: "" } });
  const [step, setStep] = useState<{ credentials: Credentials; progress: Progress } | null>(null);
  const [problem, setProblem] = useState<Refused | Unreachable | null>(null);
  const [busy, setBusy] = useState(false);

  function accept(more: { name?: string; password: string; code?: string }) {
    return ask<Joining>("invitation/accept", { token, locale: i18n.locale, ...more }).then(takeLanguage);
  }

  async function submit(values: typeof form.values) {
    setBusy(true);
    const progress = await accept(values);
    setBusy(false);
    if (!isAnswer(progress)) return setProblem(placeRefusal(progress, form));
    setProblem(null);
    if (progress.status === "signed_in") return onDone();
    const { membershipId } = progress;
    setStep({ credentials: { email: about.email, password: values.password, membershipId }, progress });
  }

  /** A code asked before joining goes with the acceptance; after it, with the sign-in. */
  function go(credentials: Credentials) {
    return credentials.membershipId
      ? signIn(credentials)
      : accept({ password: credentials.password, code: credentials.code });
  }

  if (step)
    return (
      <Frame title={<StepTitle progress={step.progress} />}>
        <Steps
          {...step}
          go={go}
          onProgress={(progress, credentials) => setStep({ credentials, progress })}
          onDone={onDone}
          onBack={() => setStep(null)}
        />
      </Frame>
    );
  const role = about.roleName ?? i18n._(roleLabels[about.role]);
  return (
    <Frame title={<Trans>Join {about.organization}</Trans>}>
      <Problem problem={problem} />
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <p>
            <Trans>
              {about.invitedBy} invites you as {role} ({i18n._(organizationLabels[about.kind])}).
            </Trans>
          </p>
          <TextInput size="sm" label={t`E-mail`} type="email" autoComplete="username" value={about.email} readOnly />
          {about.known ? (
            <p>
              <Trans>You have an account already: its password lets you join.</Trans>
            </p>
          ) : (
            <TextInput
              size="sm"
              label={t`Your name`}
              autoComplete="name"
              required
              withAsterisk={false}
              autoFocus
              {...form.getInputProps("name")}
            />
          )}
          <PasswordInput isNew={!about.known} autoFocus={about.known} {...form.getInputProps("password")} />
          <Button type="submit" size="sm" loading={busy}>
            <Trans>Join</Trans>
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}

/** Takes an invitation up by the link of an e-mail. */
export function Invitation({ onDone }: { onDone: () => void }) {
  const { token, about } = useLink<About>("invitation");
  if (about && isAnswer(about)) return <Invited about={about} token={token} onDone={onDone} />;
  return (
    <Frame title={<Trans>Invitation</Trans>}>
      {about ? (
        <>
          <Problem problem={about} />
          <p>
            <Trans>Ask whoever invited you to send the invitation again.</Trans>
          </p>
        </>
      ) : (
        <Loading rows={3} />
      )}
    </Frame>
  );
}
