import { useLingui } from "@lingui/react/macro";
import { Modal, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReactNode } from "react";
import type { FieldErrors } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";

type ReasonFormProps = {
  onClose: () => void;
  /** What is done, on its button. */
  action: ReactNode;
  busy: boolean;
  danger?: boolean;
  /** What is asked of the reader: "Reason" where nothing else is said. */
  label?: string;
  description?: string;
  /** What is said beside the field where they gave none. */
  missing: string;
  /** Characters that it may have. */
  most?: number;
  /** What the server calls the reason, where it has another name for it. */
  field?: string;
  /** Does it with the reason; whether it was done: then the dialog closes. */
  send: (reason: string, form: FieldErrors) => Promise<unknown>;
  /** What the reader should know before they give it. */
  children?: ReactNode;
};

function ReasonForm({
  onClose,
  action,
  busy,
  danger,
  label,
  description,
  missing,
  send,
  field = "reason",
  most = 500,
  ...rest
}: ReasonFormProps) {
  const { t } = useLingui();
  const form = useForm({
    initialValues: { [field]: "" },
    validate: { [field]: (reason: string) => (reason.trim() ? null : missing) },
  });

  async function submit(values: Record<string, string>) {
    if (await send(values[field]?.trim() ?? "", form)) onClose();
  }

  return (
    <DialogForm onSubmit={form.onSubmit(submit)} onCancel={onClose} action={action} busy={busy} danger={danger}>
      {rest.children}
      <Textarea
        label={label ?? t`Reason`}
        description={description}
        autosize
        minRows={2}
        maxLength={most}
        {...form.getInputProps(field)}
      />
    </DialogForm>
  );
}

type ReasonDialogProps = ReasonFormProps & { title: string; opened: boolean };

/** Asks for a reason, and does with it what its button says. It opens empty each time. */
export function ReasonDialog({ title, opened, ...form }: ReasonDialogProps) {
  return (
    <Modal opened={opened} onClose={form.onClose} title={title}>
      <ReasonForm {...form} />
    </Modal>
  );
}
