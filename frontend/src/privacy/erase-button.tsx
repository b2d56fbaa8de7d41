import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconEraser } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ErasureGround } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { RequestErasure } from "@/privacy/documents";
import { groundLabels } from "@/privacy/labels";

const GROUNDS: readonly ErasureGround[] = ["REQUEST", "UNLAWFUL", "COURT_ORDER"];

/** Ground, reason and a typed confirmation; then the certificate, which follows the erasure as it is carried out. */
export function EraseButton({ debtorId, confirmation }: { debtorId: string; confirmation: string }) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure();
  const [erase, busy] = useCommand(RequestErasure);
  const form = useForm({
    initialValues: { ground: "REQUEST" as ErasureGround, reason: "", confirmation: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why, without naming the person.`) },
  });

  async function submit(values: typeof form.values) {
    const asked = await erase({ input: { debtorId, ...values } }, form);
    if (asked?.erasure) await navigate({ to: "/privacy/erasures/$erasureId", params: { erasureId: asked.erasure.id } });
  }

  return (
    <>
      <Button color="red" leftSection={<IconEraser size={15} />} onClick={open}>
        <Trans>Erase this person</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Erase this person`}>
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans>Erase for good</Trans>}
          busy={busy}
          disabled={form.values.confirmation.trim().toUpperCase() !== confirmation.toUpperCase()}
          danger
        >
          <p>
            <Trans>
              Names, numbers, messages, notes and files of this person are destroyed on both sides. Amounts, dates and
              the proof that nothing was changed stay. This cannot be undone.
            </Trans>
          </p>
          <NativeSelect
            label={t`Ground`}
            data={GROUNDS.map((value) => ({ value, label: i18n._(groundLabels[value]) }))}
            data-autofocus
            {...form.getInputProps("ground")}
          />
          <Textarea
            label={t`Reason`}
            description={t`It is kept after the erasure: do not name the person.`}
            autosize
            minRows={2}
            {...form.getInputProps("reason")}
          />
          <TextInput
            label={t`Type ${confirmation} to confirm`}
            autoComplete="off"
            {...form.getInputProps("confirmation")}
          />
        </DialogForm>
      </Modal>
    </>
  );
}
