import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type ReactNode, useState } from "react";
import type { SecondFactorState } from "@/account/types";
import { useAsk } from "@/account/use-ask";
import { DialogForm } from "@/design/dialog-form";
import { Dot } from "@/design/facts";
import { Panel } from "@/design/page";
import { Instant } from "@/design/values";
import { CodeInput, RecoveryCodes, Scan } from "@/sign-in/codes";
import { PasswordInput } from "@/sign-in/password-input";
import { Problem } from "@/sign-in/problem";
import type { Enrolment } from "@/sign-in/session";

type Act = "set-up" | "renew" | "remove";
const ACTIONS: Record<Act, ReactNode> = {
  "set-up": <Trans>Turn the second step on</Trans>,
  renew: <Trans>Make new recovery codes</Trans>,
  remove: <Trans>Turn the second step off</Trans>,
};
const PATHS: Record<Act, string> = {
  "set-up": "account/second-factor/confirm",
  renew: "account/recovery-codes",
  remove: "account/second-factor/remove",
};

/** Password and code for one of the acts; shows the recovery codes that come of it. */
function Proof({ act, enrolment, onDone }: { act: Act; enrolment: Enrolment | null; onDone: () => void }) {
  const { t } = useLingui();
  const { run, busy, problem } = useAsk();
  const form = useForm({ initialValues: { current: "", code: "" } });
  const [codes, setCodes] = useState<string[]>([]);

  async function submit(values: typeof form.values) {
    const done = act === "remove" ? t`The second step is off.` : undefined;
    const answer = await run<{ recoveryCodes?: string[] }>(PATHS[act], values, done, form);
    if (!answer) return;
    if (answer.recoveryCodes) setCodes(answer.recoveryCodes);
    else onDone();
  }

  if (codes.length > 0) return <RecoveryCodes codes={codes} onKept={onDone} />;
  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={ACTIONS[act]}
      busy={busy}
      danger={act === "remove"}
    >
      <Problem problem={problem} />
      {enrolment && <Scan enrolment={enrolment} />}
      <PasswordInput {...form.getInputProps("current")} />
      <CodeInput
        onlyDigits={act === "set-up"}
        value={form.values.code}
        onChange={(code) => form.setFieldValue("code", code)}
        error={form.errors.code}
      />
      {act !== "renew" && (
        <p>
          <Trans>You will be signed out everywhere else.</Trans>
        </p>
      )}
    </DialogForm>
  );
}

/** A code of an authenticator after the password: on, off, and its recovery codes. */
export function SecondFactor({ state, onChanged }: { state: SecondFactorState; onChanged: () => void }) {
  const { t } = useLingui();
  const { run, busy, problem } = useAsk();
  const [act, setAct] = useState<Act | null>(null);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);

  async function setUp() {
    const begun = await run<Enrolment>("account/second-factor", {});
    if (!begun) return;
    setEnrolment(begun);
    setAct("set-up");
  }

  function close() {
    setAct(null);
    setEnrolment(null);
    onChanged();
  }

  return (
    <Panel title={<Trans>Second step of the sign-in</Trans>}>
      <Problem problem={problem} />
      <Stack gap="sm">
        {state.since ? (
          <p>
            <Dot tone="good">
              <Trans>
                On since <Instant value={state.since} />
              </Trans>
            </Dot>
            <br />
            <Plural
              value={state.codesLeft}
              _0="No recovery code is left: make new ones."
              one="# recovery code is left."
              other="# recovery codes are left."
            />
          </p>
        ) : (
          <p>
            <Trans>
              A code that your phone shows, asked for after your password: whoever learns your password cannot sign in.
            </Trans>
          </p>
        )}
        {state.required && (
          <p>
            <Trans>Your organization asks for it.</Trans>
          </p>
        )}
        <Group gap="xs">
          {!state.since && (
            <Button loading={busy} onClick={setUp}>
              <Trans>Set up the second step</Trans>
            </Button>
          )}
          {state.since && (
            <Button variant="default" onClick={() => setAct("renew")}>
              <Trans>New recovery codes</Trans>
            </Button>
          )}
          {state.since && !state.required && (
            <Button variant="default" onClick={() => setAct("remove")}>
              <Trans>Turn off</Trans>
            </Button>
          )}
        </Group>
      </Stack>
      <Modal opened={act !== null} onClose={close} title={t`Second step of the sign-in`}>
        {act && <Proof act={act} enrolment={enrolment} onDone={close} />}
      </Modal>
    </Panel>
  );
}
