import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, CopyButton, Group, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Enrolment } from "@/sign-in/session";
import styles from "@/sign-in/sign-in.module.css";

type CodeProps = { value: string; onChange: (value: string) => void; onlyDigits?: boolean; error?: ReactNode };

/** The six digits of an authenticator, or a recovery code. */
export function CodeInput(props: CodeProps) {
  const { t } = useLingui();
  return (
    <TextInput
      size="sm"
      label={t`Code`}
      description={
        props.onlyDigits
          ? t`The six digits that your authenticator shows`
          : t`Six digits of your authenticator, or a recovery code`
      }
      autoComplete="one-time-code"
      inputMode={props.onlyDigits ? "numeric" : undefined}
      required
      withAsterisk={false}
      error={props.error}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

/** The picture to scan, and the same as text to type. */
export function Scan({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useLingui();
  return (
    <Stack gap="xs">
      <p>
        <Trans>Scan this picture with an authenticator on your phone, then type the code that it shows.</Trans>
      </p>
      <img
        className={styles.scan}
        src={enrolment.picture}
        alt={t`QR code with the key below`}
        width={200}
        height={200}
      />
      <p className={styles.secret}>
        <Trans>Or type this key into it:</Trans> <code>{enrolment.secret}</code>
      </p>
    </Stack>
  );
}

/** The recovery codes, once; going on needs to say that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useLingui();
  const [kept, setKept] = useState(false);
  return (
    <Stack gap="sm">
      <p>
        <Trans>
          Keep these codes in a safe place: each lets you in once when your phone is lost. They are not shown again.
        </Trans>
      </p>
      <ol className={styles.codes} aria-label={t`Recovery codes`}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <Group gap="xs">
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
              onClick={copy}
            >
              {copied ? <Trans>Copied</Trans> : <Trans>Copy the codes</Trans>}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Checkbox
        label={t`I have kept the codes`}
        checked={kept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button disabled={!kept} onClick={onKept}>
        <Trans>Go on</Trans>
      </Button>
    </Stack>
  );
}
