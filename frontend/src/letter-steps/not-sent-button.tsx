import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconMailX } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import { RecordLetterNotSent } from "@/letter-steps/documents";

/** Says that a printed letter was not sent, and how one knows; absent where the reader cannot. */
export function NotSentButton({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [record, busy] = useCommand(RecordLetterNotSent);
  const form = useForm({
    initialValues: { reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads it reads the reason.`) },
  });
  if (!attempt.viewerCan.recordNotSent) return null;

  async function submit({ reason }: typeof form.values) {
    if (!(await record({ input: { attemptId: attempt.id, reason: reason.trim() } }, form))) return;
    form.reset();
    close();
    notifications.show({
      color: "green",
      message: t`Recorded: the letter was not sent.`,
    });
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" leftSection={<IconMailX size={12} />} onClick={open}>
        <Trans>The letter was not sent</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`The letter was not sent`}>
        <form onSubmit={form.onSubmit(submit)}>
          <Stack gap="sm">
            <p>
              <Trans>
                Only if you know it: the printer said so, or the sheet was found. The attempt ends, nothing counts as
                sent, and this person can be written to again.
              </Trans>
            </p>
            {attempt.postedOn && (
              <p>
                <Trans>The posting that was recorded is struck through, and what it opened counts no more.</Trans>
              </p>
            )}
            <Textarea
              data-autofocus
              label={t`How do you know?`}
              autosize
              minRows={2}
              maxLength={500}
              {...form.getInputProps("reason")}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
              <Button type="submit" loading={busy}>
                <Trans>Record</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
