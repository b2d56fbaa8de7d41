import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useEffect } from "react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { GivableRolesQuery, InviteMember } from "@/people/documents";
import { givenBy, RoleSelect } from "@/people/role-select";

function InviteForm({ onDone }: { onDone: () => void }) {
  const { t } = useLingui();
  const [invite, busy] = useCommand(InviteMember);
  const [{ data }] = useQuery({ query: GivableRolesQuery });
  const form = useForm({ initialValues: { email: "", role: "" } });
  const first = data?.roles.builtIn.find(({ viewerCanGive }) => viewerCanGive)?.role;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first role is proposed once it is known
  useEffect(() => {
    if (first && !form.values.role) form.setFieldValue("role", `b:${first}`);
  }, [first]);

  async function submit({ email, role }: typeof form.values) {
    const invited = await invite({ input: { email: email.trim(), ...givenBy(role) } }, form);
    if (!invited) return;
    notifications.show({
      color: "green",
      message: t`The invitation is on its way to ${email.trim()}.`,
    });
    onDone();
  }

  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={<Trans>Send the invitation</Trans>}
      busy={busy}
      disabled={!form.values.role}
    >
      <p>
        <Trans>An e-mail with a link leaves for this address. The link works once, for seven days.</Trans>
      </p>
      <TextInput
        label={t`E-mail`}
        type="email"
        required
        withAsterisk={false}
        data-autofocus
        {...form.getInputProps("email")}
      />
      <RoleSelect {...form.getInputProps("role")} />
    </DialogForm>
  );
}

/** Invites somebody into the organization. */
export function InviteButton() {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button leftSection={<IconPlus size={15} />} onClick={open}>
        <Trans>Invite somebody</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Invite somebody`}>
        <InviteForm onDone={close} />
      </Modal>
    </>
  );
}
