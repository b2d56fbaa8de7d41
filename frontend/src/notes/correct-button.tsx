import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconPencil } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import { CorrectNote } from "@/notes/documents";

type Corrected = { id: string; noteId: string; body: string | null };

/** Gives one's own note other words; those before stay on the timeline, marked as corrected. */
export function CorrectButton({ event }: { event: Corrected }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [correct, busy] = useCommand(CorrectNote);
  const form = useForm({
    initialValues: { body: event.body ?? "", reason: "" },
    validate: {
      body: (body) => (body.trim() ? null : t`Write something first.`),
      reason: (reason) => (reason.trim() ? null : t`Say why: whoever reads the note reads it.`),
    },
  });

  async function submit({ body, reason }: typeof form.values) {
    const input = { noteId: event.noteId, supersedes: event.id, body: body.trim(), reason: reason.trim() };
    const done = await correct({ input }, form);
    if (!done) return;
    close();
    notifications.show({ color: "green", message: t`The note is corrected.` });
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" mt={4} leftSection={<IconPencil size={12} />} onClick={open}>
        <Trans>Correct this note</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Correct a note`} closeButtonProps={{ "aria-label": t`Close` }}>
        <form onSubmit={form.onSubmit(submit)}>
          <Stack gap="sm">
            <p>
              <Trans>The words before stay on the timeline, struck through, with yours as their correction.</Trans>
            </p>
            <Textarea
              label={t`New text`}
              autosize
              minRows={3}
              maxRows={12}
              data-autofocus
              {...form.getInputProps("body")}
            />
            <TextInput label={t`Reason`} {...form.getInputProps("reason")} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
              <Button type="submit" loading={busy}>
                <Trans>Correct the note</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
