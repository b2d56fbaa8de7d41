import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconGavel } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import { ReasonDialog } from "@/design/reason-dialog";
import { ReleaseContact } from "@/releases/documents";

/** Lets one waiting contact pass that the rules leave to a person: with a reason, under one's own name. */
export function ReleaseButton({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [release, busy] = useCommand(ReleaseContact);
  const left = attempt.reasons.filter(({ decision }) => decision === "REVIEW");
  if (!attempt.viewerCan.release) return null;
  const codes = left.map(({ code }) => code);
  return (
    <>
      <Button mt={4} leftSection={<IconGavel size={14} />} onClick={open}>
        <Trans>Let it through…</Trans>
      </Button>
      <ReasonDialog
        opened={opened}
        onClose={close}
        title={t`Let this contact through`}
        label={t`Why it may leave`}
        missing={t`Say why: whoever reads it reads the reason.`}
        most={1000}
        action={<Trans>Let it through</Trans>}
        busy={busy}
        send={(reason, form) => release({ input: { attemptId: attempt.id, codes, reason } }, form)}
      >
        <p>
          <Trans>
            The rules leave this contact to a person. Your name and your reason are kept on the case file, where the
            client reads them, and in the audit log.
          </Trans>
        </p>
        <ul>
          {left.map(({ code, message, source }) => (
            <li key={code} data-code={code}>
              {message} {source && `(${source})`}
            </li>
          ))}
        </ul>
        <p>
          <Trans>
            It holds for this contact alone. It still waits for the hours and limits, and a refusal stops it.
          </Trans>
        </p>
      </ReasonDialog>
    </>
  );
}
