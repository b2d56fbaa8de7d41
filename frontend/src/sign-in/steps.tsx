import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Button, Stack, UnstyledButton } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { organizationLabels, roleLabels } from "@/formatting/labels";
import { CodeInput, RecoveryCodes, Scan } from "@/sign-in/codes";
import { Problem } from "@/sign-in/problem";
import { type Credentials, isAnswer, type Progress, type Refused, signIn, type Unreachable } from "@/sign-in/session";
import styles from "@/sign-in/sign-in.module.css";

type Step = Exclude<Progress, { status: "signed_in" }>;

/** The heading of the step that a sign-in has come to. */
export function StepTitle({ progress }: { progress: Progress }) {
  if (progress.status === "choose_membership") return <Trans>Act on behalf of</Trans>;
  if (progress.status === "set_up") return <Trans>Set up the second step</Trans>;
  if (progress.status === "signed_in") return <Trans>Your recovery codes</Trans>;
  return <Trans>Second step</Trans>;
}

function Choices({ memberships, onChoose }: { memberships: ChoiceList; onChoose: (id: string) => void }) {
  const { i18n } = useLingui();
  return memberships.map((choice) => (
    <UnstyledButton key={choice.id} className={styles.choice} onClick={() => onChoose(choice.id)}>
      <strong>{choice.organization}</strong>
      <small>
        {i18n._(organizationLabels[choice.kind])} · {choice.roleName ?? i18n._(roleLabels[choice.role])}
      </small>
    </UnstyledButton>
  ));
}
type ChoiceList = Extract<Progress, { status: "choose_membership" }>["memberships"];

function CodeForm(props: { step: Step; busy: boolean; onCode: (code: string) => void }) {
  const [code, setCode] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    props.onCode(code);
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {props.step.status === "set_up" && (
          <>
            <p>
              <Trans>Your organization asks for a second step after the password.</Trans>
            </p>
            <Scan enrolment={props.step} />
          </>
        )}
        <CodeInput value={code} onChange={setCode} onlyDigits={props.step.status === "set_up"} />
        <Button type="submit" size="sm" loading={props.busy}>
          <Trans>Go on</Trans>
        </Button>
      </Stack>
    </form>
  );
}

/** What comes after the password: which organization, a code, setting a second step up, recovery codes. */
export function Steps(props: {
  credentials: Credentials;
  progress: Progress;
  onProgress: (progress: Progress, credentials: Credentials) => void;
  onDone: () => void;
  onBack: () => void;
  /** How the step goes on, where it is not a sign-in by itself. */
  go?: (credentials: Credentials) => Promise<Progress | Refused | Unreachable>;
}) {
  const { credentials, progress, onProgress, onDone, onBack, go = signIn } = props;
  const [problem, setProblem] = useState<Refused | Unreachable | null>(null);
  const [busy, setBusy] = useState(false);

  async function next(more: Partial<Credentials>) {
    setBusy(true);
    const { code: _, ...kept } = credentials;
    const now = { ...kept, ...more };
    const answer = await go(now);
    setBusy(false);
    if (!isAnswer(answer)) return setProblem(answer);
    setProblem(null);
    if (answer.status === "signed_in" && answer.recoveryCodes.length === 0) return onDone();
    onProgress(answer, now);
  }

  if (progress.status === "signed_in") return <RecoveryCodes codes={progress.recoveryCodes} onKept={onDone} />;
  return (
    <>
      <Problem problem={problem} />
      <Stack gap="xs">
        {progress.status === "choose_membership" ? (
          <Choices memberships={progress.memberships} onChoose={(membershipId) => next({ membershipId })} />
        ) : (
          <CodeForm step={progress} busy={busy} onCode={(code) => next({ code })} />
        )}
        <Button variant="subtle" onClick={onBack}>
          <Trans>Use another account</Trans>
        </Button>
      </Stack>
    </>
  );
}
