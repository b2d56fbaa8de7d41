import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { FormEvent, ReactNode } from "react";
import { DialogForm } from "@/design/dialog-form";

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
  async function go(event?: FormEvent) {
    event?.preventDefault();
    if (await onYes()) close();
  }
  return (
    <>
      <Button variant="default" onClick={open} aria-label={title}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <DialogForm onSubmit={go} onCancel={close} action={yes} busy={busy} danger>
          <p>{consequence}</p>
        </DialogForm>
      </Modal>
    </>
  );
}
