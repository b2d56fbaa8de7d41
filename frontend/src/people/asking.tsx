import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";

type Props = {
  label: ReactNode;
  title: string;
  consequence: ReactNode;
  yes: ReactNode;
  busy: boolean;
  /** Whether it went through: then the question closes. */
  onYes: () => Promise<unknown>;
};

/** A button that asks before it does what is not undone by another click. */
export function AskingButton({ label, title, consequence, yes, busy, onYes }: Props) {
  const [opened, { open, close }] = useDisclosure();
  async function go() {
    if (await onYes()) close();
  }
  return (
    <>
      <Button variant="default" onClick={open} aria-label={title}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <Stack gap="sm">
          <p>{consequence}</p>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              <Trans>Cancel</Trans>
            </Button>
            <Button color="red" loading={busy} onClick={go}>
              {yes}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
