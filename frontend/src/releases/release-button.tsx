import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconGavel } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import { ReleaseContact } from "@/releases/documents";

/** Lets one waiting contact pass that the rules leave to a person: with a reason, under one's own name. */
export function ReleaseButton({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [release, busy] = useCommand(ReleaseContact);
  const form = useForm({
    initialValues: { reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads it reads the reason.`) },
  });
  const left = attempt.reasons.filter(({ decision }) => decision === "REVIEW");
  if (!attempt.viewerCan.release) return null;

  async function submit({ reason }: typeof form.values) {
    const input = { attemptId: attempt.id, codes: left.map(({ code }) => code), reason: reason.trim() };
    if (!(await release({ input }, form))) return;
    form.reset();
    close();
  }

  return (
    <>
      <Button mt={4} leftSection={<IconGavel size={14} />} onClick={open}>
        <Trans>Let it through…</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Let this contact through`}>
        <form onSubmit={form.onSubmit(submit)}>
          <Stack gap="sm">
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
            <Textarea
              data-autofocus
              label={t`Why it may leave`}
              autosize
              minRows={3}
              maxLength={1000}
              {...form.getInputProps("reason")}
            />
            <p>
              <Trans>
                It holds for this contact alone. It still waits for the hours and limits, and a refusal stops it.
              </Trans>
            </p>
            <Group gap="xs">
              <Button type="submit" loading={busy}>
                <Trans>Let it through</Trans>
              </Button>
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
