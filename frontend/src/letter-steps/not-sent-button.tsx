import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconMailX } from "@tabler/icons-react";
import { type FieldErrors, useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import { ReasonDialog } from "@/design/reason-dialog";
import { RecordLetterNotSent } from "@/letter-steps/documents";

/** Says that a printed letter was not sent, and how one knows; absent where the reader cannot. */
export function NotSentButton({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [record, busy] = useCommand(RecordLetterNotSent);
  if (!attempt.viewerCan.recordNotSent) return null;

  async function send(reason: string, form: FieldErrors) {
    const recorded = await record({ input: { attemptId: attempt.id, reason } }, form);
    if (recorded) notifications.show({ color: "green", message: t`Recorded: the letter was not sent.` });
    return recorded;
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" leftSection={<IconMailX size={12} />} onClick={open}>
        <Trans>The letter was not sent</Trans>
      </Button>
      <ReasonDialog
        opened={opened}
        onClose={close}
        title={t`The letter was not sent`}
        label={t`How do you know?`}
        missing={t`Say why: whoever reads it reads the reason.`}
        action={<Trans>Record</Trans>}
        busy={busy}
        send={send}
      >
        <p>
          <Trans>
            Only if you know it: the printer said so, or the sheet was found. The attempt ends, nothing counts as sent,
            and this person can be written to again.
          </Trans>
        </p>
        {attempt.postedOn && (
          <p>
            <Trans>The posting that was recorded is struck through, and what it opened counts no more.</Trans>
          </p>
        )}
      </ReasonDialog>
    </>
  );
}
