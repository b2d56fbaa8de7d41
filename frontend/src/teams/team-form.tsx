import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useClient } from "urql";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { CreateTeam, RenameTeam, SetTeamMembers, type Team, TeamsQuery } from "@/teams/documents";

export type Colleague = { membershipId: string; name: string };

type FormProps = { team?: Team; colleagues: readonly Colleague[]; onDone: () => void };

function TeamForm({ team, colleagues, onDone }: FormProps) {
  const { t } = useLingui();
  const [create, creating] = useCommand(CreateTeam);
  const [rename, renaming] = useCommand(RenameTeam);
  const [setMembers, setting] = useCommand(SetTeamMembers);
  // As they were when the form was opened: what somebody else changes meanwhile is not undone unseen.
  const [members] = useState(() => team?.members.map(({ membershipId }) => membershipId) ?? []);
  const api = useClient();
  const form = useForm({ initialValues: { name: team?.name ?? "", membershipIds: members } });

  async function submit({ name, membershipIds }: typeof form.values) {
    const kept = await named(name);
    if (!kept) return;
    const same = membershipIds.length === members.length && membershipIds.every((id) => members.includes(id));
    const input = { teamId: kept, membershipIds, seenMembershipIds: members };
    if (same || (await setMembers({ input }, form))) onDone();
    else {
      // Somebody changed it meanwhile, and is told so: it opens again as it is now.
      void api.query(TeamsQuery, {}, { requestPolicy: "network-only" }).toPromise();
      onDone();
    }
  }

  async function named(name: string): Promise<string | null> {
    if (!team) return (await create({ input: { name } }, form))?.team?.id ?? null;
    if (name === team.name) return team.id;
    return (await rename({ input: { teamId: team.id, name } }, form)) ? team.id : null;
  }

  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={<Trans>Save the team</Trans>}
      busy={creating || renaming || setting}
    >
      <TextInput
        label={t({ message: "Name", context: "of a team" })}
        required
        withAsterisk={false}
        maxLength={80}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Checkbox.Group label={t`Members`} {...form.getInputProps("membershipIds")}>
        <Stack gap={6} mt={4}>
          {colleagues.map(({ membershipId, name }) => (
            <Checkbox key={membershipId} value={membershipId} label={name} />
          ))}
        </Stack>
      </Checkbox.Group>
    </DialogForm>
  );
}

type ButtonProps = Omit<FormProps, "onDone"> & { label: ReactNode; title: string; icon?: ReactNode };

/** Opens the form of a new team, or of one that there is. */
export function TeamButton({ label, title, icon, ...props }: ButtonProps) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        variant={props.team ? "default" : "filled"}
        leftSection={icon}
        aria-label={props.team ? title : undefined}
        onClick={open}
      >
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <TeamForm {...props} onDone={close} />
      </Modal>
    </>
  );
}
