import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconMessageCircleOff } from "@tabler/icons-react";
import type { DirectiveKind } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import type { CaseFile } from "@/casefiles/documents";
import { DialogForm } from "@/design/dialog-form";
import { IssueDirective } from "@/directives/documents";
import { directiveLabels } from "@/formatting/labels";

const KINDS = ["NO_PHONE", "EMAIL_ONLY", "OTHER_PERSON"] as const satisfies readonly DirectiveKind[];

/** The creditor's word on how, or whom, the agency may contact: it binds from the moment it is saved. */
export function InstructionButton({ caseFile }: { caseFile: CaseFile }) {
  const { t, i18n } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [issue, busy] = useCommand(IssueDirective);
  const form = useForm({
    initialValues: { kind: "NO_PHONE" as DirectiveKind, partyId: caseFile.parties[0]?.id ?? "", reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: the agency reads it.`) },
  });
  const { kind } = form.values;

  async function submit({ partyId, reason }: typeof form.values) {
    const person = kind === "OTHER_PERSON" ? partyId : null;
    const input = { caseFileId: caseFile.id, kind, reason: reason.trim(), partyId: person };
    if (!(await issue({ input }, form))) return;
    form.reset();
    close();
  }

  return (
    <>
      <Button variant="default" leftSection={<IconMessageCircleOff size={15} />} onClick={open}>
        <Trans>Instruct on contacts</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`How this debtor may be contacted`}>
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans>Save the instruction</Trans>}
          busy={busy}
        >
          <p>
            <Trans>
              The agency is bound at once, until you lift it. Receipts and answers to the debtor still leave.
            </Trans>
          </p>
          <NativeSelect
            label={t`Instruction`}
            data-autofocus
            data={KINDS.map((value) => ({ value, label: i18n._(directiveLabels[value]) }))}
            {...form.getInputProps("kind")}
          />
          {kind === "OTHER_PERSON" && (
            <NativeSelect
              label={t`Who may be contacted`}
              data={caseFile.parties.map(({ id, name }) => ({ value: id, label: name ?? "—" }))}
              {...form.getInputProps("partyId")}
            />
          )}
          <Textarea label={t`Reason`} autosize minRows={3} {...form.getInputProps("reason")} />
        </DialogForm>
      </Modal>
    </>
  );
}
