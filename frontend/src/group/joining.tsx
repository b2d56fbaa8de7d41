import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useClient } from "urql";
import { useCommand } from "@/api/use-command";
import { Panel } from "@/design/page";
import { GroupOfCode, type Hierarchy, JoinGroup, LeaveGroup } from "@/group/documents";
import { AskingButton } from "@/people/asking";

function Belonging({ name }: { name: string }) {
  return (
    <p>
      <Trans>
        You belong to <strong>{name}</strong>. Its people read all your case files and change nothing in them.
      </Trans>
    </p>
  );
}

function Leaving({ name }: { name: string }) {
  const { t } = useLingui();
  const [leave, busy] = useCommand(LeaveGroup);
  return (
    <Panel
      title={<Trans>Your group</Trans>}
      aside={
        <AskingButton
          label={<Trans>Leave the group</Trans>}
          title={t`Leave the group ${name}`}
          consequence={<Trans>{name} sees none of your case files any more, from this moment on.</Trans>}
          yes={<Trans>Leave the group</Trans>}
          busy={busy}
          onYes={() => leave({})}
        />
      }
    >
      <Belonging name={name} />
    </Panel>
  );
}

function JoinForm() {
  const { t } = useLingui();
  const api = useClient();
  const [join, busy] = useCommand(JoinGroup);
  const [group, setGroup] = useState<string | null>(null);
  const form = useForm({ initialValues: { code: "" } });

  async function look({ code }: typeof form.values) {
    const { data } = await api.query(GroupOfCode, { code }, { requestPolicy: "network-only" }).toPromise();
    if (data?.groupOfCode) setGroup(data.groupOfCode);
    else form.setFieldError("code", t`This code is not in force. Ask the group for another one.`);
  }

  return (
    <form onSubmit={form.onSubmit(look)}>
      <Stack gap="sm">
        <p>
          <Trans>
            If your organization belongs to a group, its head gives you a code. Nobody can add you without it.
          </Trans>
        </p>
        <TextInput
          label={t`Code of the group`}
          required
          withAsterisk={false}
          autoComplete="off"
          disabled={group !== null}
          {...form.getInputProps("code")}
        />
        {group === null ? (
          <Group justify="flex-end">
            <Button type="submit" variant="default">
              <Trans>Which group is it?</Trans>
            </Button>
          </Group>
        ) : (
          <>
            <p role="status">
              <Trans>
                <strong>{group}</strong> would read all your case files, those of every agency. It changes nothing in
                them, and you may leave at any time.
              </Trans>
            </p>
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setGroup(null)}>
                <Trans>Cancel</Trans>
              </Button>
              <Button loading={busy} onClick={() => join({ input: form.values }, form).then(() => setGroup(null))}>
                <Trans>Join {group}</Trans>
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}

/** The group above: who it is and how to leave it, or how to join one. */
export function Joining({ group, mayJoin }: Pick<Hierarchy, "group"> & { mayJoin: boolean }) {
  if (group && mayJoin) return <Leaving name={group.name} />;
  if (group) {
    return (
      <Panel title={<Trans>Your group</Trans>}>
        <Belonging name={group.name} />
      </Panel>
    );
  }
  if (!mayJoin) return null;
  return (
    <Panel title={<Trans>Join a group</Trans>}>
      <JoinForm />
    </Panel>
  );
}
