import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconMailOff } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import { DialogForm } from "@/design/dialog-form";
import { RecordLetterReturn } from "@/returns/documents";
import { firstValues, ReturnFields } from "@/returns/return-fields";

/** Enters that a posted letter came back; absent where the reader cannot. */
export function ReturnButton({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [record, busy] = useCommand(RecordLetterReturn);
  const form = useForm({ initialValues: firstValues() });
  if (!attempt.viewerCan.recordReturn) return null;

  async function submit({ returnReason, returnedOn }: typeof form.values) {
    if (!returnedOn) return;
    if (!(await record({ input: { attemptId: attempt.id, reason: returnReason, returnedOn } }, form))) return;
    close();
    notifications.show({
      color: "green",
      message: t`The return is recorded.`,
    });
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" mt={4} leftSection={<IconMailOff size={12} />} onClick={open}>
        <Trans>The letter came back</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`The letter came back`}>
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans>Record the return</Trans>}
          busy={busy}
          disabled={!form.values.returnedOn}
        >
          <ReturnFields form={form} />
        </DialogForm>
      </Modal>
    </>
  );
}
