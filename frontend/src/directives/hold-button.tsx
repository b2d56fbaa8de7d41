import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlayerPause } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import { IssueDirective } from "@/directives/documents";

/** The creditor's hold: takes effect at once, with the reason the agency will read. */
export function HoldButton({ caseFileId }: { caseFileId: string }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [issue, busy] = useCommand(IssueDirective);
  const form = useForm({
    initialValues: { reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: the agency reads it.`) },
  });

  async function submit({ reason }: { reason: string }) {
    const issued = await issue({ input: { caseFileId, kind: "HOLD", reason: reason.trim() } }, form);
    if (!issued) return;
    form.reset();
    close();
  }

  return (
    <>
      <Button variant="default" leftSection={<IconPlayerPause size={15} />} onClick={open}>
        <Trans>Put on hold</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Put this case file on hold`}>
        <form onSubmit={form.onSubmit(submit)}>
          <Stack gap="sm">
            <p>
              <Trans>Every waiting demand is stopped at once. The hold lasts until you release it.</Trans>
            </p>
            <Textarea label={t`Reason`} autosize minRows={3} data-autofocus {...form.getInputProps("reason")} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
              <Button type="submit" loading={busy}>
                <Trans>Put on hold</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
