import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "@/api/use-command";
import { type ComposedRole, RemoveRole } from "@/roles/documents";

/** Takes a role away that nobody has, after asking. */
export function RemoveButton({ role }: { role: ComposedRole }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [remove, busy] = useCommand(RemoveRole);
  return (
    <>
      <Button variant="default" onClick={open} aria-label={t`Remove the role ${role.name}`}>
        <Trans>Remove</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Remove the role ${role.name}`}>
        <Stack gap="sm">
          <p>
            <Trans>Nobody has this role. It is gone for good; the audit log keeps that it was there.</Trans>
          </p>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              <Trans>Keep it</Trans>
            </Button>
            <Button color="red" loading={busy} onClick={() => remove({ input: { roleId: role.id } })}>
              <Trans>Remove it</Trans>
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
