import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useClient } from "urql";
import { useCommand } from "@/api/use-command";
import { Panel } from "@/design/page";
import { GroupsOfCode, JoinGroup, LeaveGroup } from "@/group/documents";
import { AskingButton } from "@/people/asking";

/** The nearest group, and those above it in one text; each of them reads. */
type Groups = { groups: readonly string[] };

function useNames({ groups }: Groups) {
  const { i18n } = useLingui();
  const [name = "", ...others] = groups;
  return { name, above: new Intl.ListFormat(i18n.locale).format(others) };
}

function Belonging({ groups }: Groups) {
  const { name, above } = useNames({ groups });
  return (
    <>
      <p>
        <Trans>
          You belong to <strong>{name}</strong>. Its people read all your case files and change nothing in them.
        </Trans>
      </p>
      {above && (
        <p>
          <Trans>
            So do the people of <strong>{above}</strong>, above it.
          </Trans>
        </p>
      )}
    </>
  );
}

function Leaving({ groups, leads }: Groups & { leads: boolean }) {
  const { t } = useLingui();
  const { name, above } = useNames({ groups });
  const [leave, busy] = useCommand(LeaveGroup);
  return (
    <Panel
      title={<Trans>Your group</Trans>}
      aside={
        <AskingButton
          label={<Trans>Leave the group</Trans>}
          title={t`Leave the group ${name}`}
          consequence={
            <>
              {above ? (
                <Trans>{name} and all above it see none of your case files any more, from this moment on.</Trans>
              ) : (
                <Trans>{name} sees none of your case files any more, from this moment on.</Trans>
              )}
              {leads && (
                <>
                  {" "}
                  <Trans>
                    Nor those of the entities below you. To join again, these would have to leave you first.
                  </Trans>
                </>
              )}
            </>
          }
          yes={<Trans>Leave the group</Trans>}
          busy={busy}
          onYes={() => leave({})}
        />
      }
    >
      <Belonging groups={groups} />
    </Panel>
  );
}

function JoinForm() {
  const { t } = useLingui();
  const api = useClient();
  const [join, busy] = useCommand(JoinGroup);
  const [groups, setGroups] = useState<readonly string[]>([]);
  const { name: group, above } = useNames({ groups });
  const form = useForm({ initialValues: { code: "" } });

  async function look({ code }: typeof form.values) {
    const { data } = await api.query(GroupsOfCode, { code }, { requestPolicy: "network-only" }).toPromise();
    if (data?.groupsOfCode.length) setGroups(data.groupsOfCode);
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
          disabled={group !== ""}
          {...form.getInputProps("code")}
        />
        {group === "" ? (
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
              {above && (
                <>
                  {" "}
                  <Trans>
                    So would <strong>{above}</strong>, above it.
                  </Trans>
                </>
              )}
            </p>
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setGroups([])}>
                <Trans>Cancel</Trans>
              </Button>
              <Button loading={busy} onClick={() => join({ input: form.values }, form).then(() => setGroups([]))}>
                <Trans>Join {group}</Trans>
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}

/** The groups above: who they are and how to leave them, or how to join one. Who leads others joins none with them. */
export function Joining({ groups, leads, mayJoin }: Groups & { leads: boolean; mayJoin: boolean }) {
  if (groups.length > 0 && mayJoin) return <Leaving groups={groups} leads={leads} />;
  if (groups.length > 0) {
    return (
      <Panel title={<Trans>Your group</Trans>}>
        <Belonging groups={groups} />
      </Panel>
    );
  }
  if (!mayJoin) return null;
  return (
    <Panel title={<Trans>Join a group</Trans>}>
      {leads ? (
        <p>
          <Trans>
            Your entities agreed to be read by you, not by a group above you. For you to join one, they leave you first,
            and join you again with new codes afterwards.
          </Trans>
        </p>
      ) : (
        <JoinForm />
      )}
    </Panel>
  );
}
