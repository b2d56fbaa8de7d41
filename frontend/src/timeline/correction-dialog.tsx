import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { DialogForm } from "@/design/dialog-form";

type DialogProps<Values extends { reason: string }> = {
  /** What the button on the row and the dialog are called. */
  title: string;
  form: UseFormReturnType<Values>;
  busy: boolean;
  /** Sends the correction; whether it was done. */
  correct: (values: Values) => Promise<boolean>;
  children: ReactNode;
};

/** Corrects what an event says: the fields, and why. What it said before stays on the timeline. */
export function CorrectionDialog<Values extends { reason: string }>(props: DialogProps<Values>) {
  const { title, form, busy, correct, children } = props;
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();

  async function submit(values: Values) {
    if (!(await correct(values))) return;
    close();
    notifications.show({
      color: "green",
      message: t`The correction is recorded.`,
    });
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" mt={4} leftSection={<IconPencil size={12} />} onClick={open}>
        {title}
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <DialogForm onSubmit={form.onSubmit(submit)} onCancel={close} action={<Trans>Correct</Trans>} busy={busy}>
          <p>
            <Trans>What was said before stays on the timeline, struck through, with your correction beside it.</Trans>
          </p>
          {children}
          <TextInput label={t`Reason`} {...form.getInputProps("reason")} />
        </DialogForm>
      </Modal>
    </>
  );
}
