import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import type { ClaimNature } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import type { Claim } from "@/casefiles/documents";
import { DialogForm } from "@/design/dialog-form";
import { natureLabels } from "@/formatting/labels";
import { CorrectClaimNature } from "@/ledger/documents";

/** Says what a claim is for after all, with the reason that both parties read: how long it may be asked for follows. */
export function CorrectNature({ claim }: { claim: Claim }) {
  const { i18n, t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [correct, busy] = useCommand(CorrectClaimNature);
  const form = useForm({
    initialValues: { nature: claim.nature as ClaimNature, reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: both parties read it.`) },
  });
  const number = claim.documentNumber;

  function begin() {
    form.setValues({ nature: claim.nature, reason: "" });
    open();
  }

  async function submit({ nature, reason }: typeof form.values) {
    if (!(await correct({ input: { claimId: claim.id, nature, reason: reason.trim() } }, form))) return;
    close();
    notifications.show({
      color: "green",
      message: t`The correction is recorded.`,
    });
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" aria-label={t`Correct what it is for: ${number}`} onClick={begin}>
        <Trans>Correct what it is for</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`What the claim is for`}>
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans>Correct</Trans>}
          busy={busy}
          disabled={form.values.nature === claim.nature}
        >
          <p>
            <Trans>It decides how long the claim may be asked for. The last day is counted anew.</Trans>
          </p>
          <NativeSelect
            label={t`The claim is for`}
            data-autofocus
            data={Object.entries(natureLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
            {...form.getInputProps("nature")}
          />
          <Textarea label={t`Reason`} autosize minRows={2} maxLength={500} {...form.getInputProps("reason")} />
        </DialogForm>
      </Modal>
    </>
  );
}
