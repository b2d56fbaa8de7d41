import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlayerPause } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import type { CaseFile, Claim } from "@/casefiles/documents";
import { DialogForm } from "@/design/dialog-form";
import { IssueDirective } from "@/directives/documents";
import { HeldChoice } from "@/directives/held-choice";
import { type Holding, heldOf, isHoldable } from "@/directives/holding";
import { formatMoney, isZero } from "@/formatting/money";

type HoldFormProps = { caseFileId: string; claims: readonly Claim[]; onDone: () => void };

function HoldForm({ caseFileId, claims, onDone }: HoldFormProps) {
  const { t, i18n } = useLingui();
  const [issue, busy] = useCommand(IssueDirective);
  const only = claims.length === 1 ? claims.map(({ id }) => id) : [];
  const form = useForm<Holding>({
    initialValues: { reason: "", extent: "WHOLE", chosen: only, amounts: {} },
    validate: (values) => ({
      reason: values.reason.trim() ? null : t`Say why: the agency reads it.`,
      ...(values.extent === "SOME" && {
        chosen: values.chosen.length > 0 ? null : t`Choose at least one claim.`,
        ...Object.fromEntries(claims.map((claim) => [`amounts.${claim.id}`, problemOf(values, claim)])),
      }),
    }),
  });

  function problemOf({ chosen, amounts }: Holding, claim: Claim): string | null {
    if (!chosen.includes(claim.id) || isHoldable(amounts[claim.id] ?? "", claim)) return null;
    const most = formatMoney(claim.outstanding, i18n.locale);
    return t`An amount above zero, at most ${most}`;
  }

  async function submit(values: Holding) {
    const held = heldOf(values, claims);
    const input = { caseFileId, kind: "HOLD" as const, reason: values.reason.trim(), claims: held };
    const beside = {
      values: { reason: "", claims: held },
      // What is refused of the second that was sent stands beside that claim's own field.
      setFieldError(field: string, message: string, [place]: readonly string[] = []) {
        const claim = held[Number(place)];
        form.setFieldError(field === "claims" ? (claim ? `amounts.${claim.claimId}` : "chosen") : field, message);
      },
    };
    if (await issue({ input }, beside)) onDone();
  }

  return (
    <DialogForm onSubmit={form.onSubmit(submit)} onCancel={onDone} action={<Trans>Put on hold</Trans>} busy={busy}>
      <p>
        <Trans>Every waiting demand for what is held is stopped at once. The hold lasts until you release it.</Trans>
      </p>
      <Textarea label={t`Reason`} autosize minRows={3} maxLength={2000} {...form.getInputProps("reason")} />
      {claims.length > 0 && <HeldChoice form={form} claims={claims} />}
    </DialogForm>
  );
}

/** The creditor's hold: takes effect at once, with the reason the agency will read. */
export function HoldButton({ caseFile }: { caseFile: CaseFile }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const owed = caseFile.claims.filter(({ outstanding }) => !isZero(outstanding));
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerPause size={15} />} onClick={open}>
        <Trans>Put on hold</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Put this case file on hold`}>
        <HoldForm caseFileId={caseFile.id} claims={owed} onDone={close} />
      </Modal>
    </>
  );
}
