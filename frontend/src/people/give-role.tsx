import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { GiveRole, type Member } from "@/people/documents";
import { givenBy, RoleSelect, valueFor } from "@/people/role-select";

function GiveRoleForm({ member, onDone }: { member: Member; onDone: () => void }) {
  const [give, busy] = useCommand(GiveRole);
  const present = valueFor(member);
  const form = useForm({ initialValues: { role: present } });
  async function submit({ role }: typeof form.values) {
    if (await give({ input: { membershipId: member.membershipId, ...givenBy(role) } }, form)) onDone();
  }
  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={<Trans>Give the role</Trans>}
      busy={busy}
      disabled={form.values.role === present}
    >
      <RoleSelect present={present} data-autofocus {...form.getInputProps("role")} />
      <p>
        <Trans>The new role holds at once, on open pages too.</Trans>
      </p>
    </DialogForm>
  );
}

/** Gives a member another role. */
export function GiveRoleButton({ member }: { member: Member }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const title = t`Change the role of ${member.name}`;
  return (
    <>
      <Button variant="default" onClick={open} aria-label={title}>
        <Trans>Change the role</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <GiveRoleForm member={member} onDone={close} />
      </Modal>
    </>
  );
}
