import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { called } from "@/roles/choosing";
import { ChangeRole, type ComposedRole, ComposeRole, type Permission, type Roles, RolesPage } from "@/roles/documents";
import { Holders } from "@/roles/holders";
import { PermissionChoices } from "@/roles/permission-choices";
import { PermissionCount } from "@/roles/permission-count";
import styles from "@/roles/roles.module.css";
import { SaveDialog } from "@/roles/save-dialog";

const NOBODY: readonly { membershipId: string; name: string }[] = [];

function useSaving(role: ComposedRole | null) {
  const [compose, composing] = useCommand(ComposeRole);
  const [change, changing] = useCommand(ChangeRole);
  const save = (
    input: { name: string; permissions: Permission[] },
    form: Parameters<typeof compose>[1],
  ): Promise<object | null> =>
    role ? change({ input: { ...input, roleId: role.id, version: role.version } }, form) : compose({ input }, form);
  return [save, composing || changing] as const;
}

function Editor({ roles, role }: { roles: Roles; role: ComposedRole | null }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<ReadonlySet<Permission>>(new Set(role?.permissions ?? ["ORGANIZATION_READ"]));
  const [comparedWith, setComparedWith] = useState("");
  const [asking, setAsking] = useState(false);
  const [save, busy] = useSaving(role);
  const form = useForm({ initialValues: { name: role?.name ?? "" } });
  const { viewerCan } = useViewer();
  const readOnly = role ? !role.viewerCanChange : !viewerCan.composeRoles;
  const withinReach = new Set(roles.withinReach);
  const builtIn = roles.builtIn.map(({ role: value, label }) => ({ value: value as string, label }));
  const notInForce = called(role?.voidPermissions ?? [], roles.subjects).join(", ");
  const permissionsOf = (value: string) => roles.builtIn.find((one) => one.role === value)?.permissions ?? [];

  async function submit() {
    const saved = await save({ name: form.values.name, permissions: [...chosen] }, form);
    setAsking(false);
    if (saved) await navigate({ to: "/people/roles" });
  }

  return (
    <Page
      title={role ? role.name : <Trans>Compose a role</Trans>}
      aside={
        role && (
          <>
            <Trans>version {role.version}</Trans> · <Holders holders={role.holders} />
          </>
        )
      }
      actions={
        <Button component={Link} to="/people/roles" variant="default">
          <Trans>All roles</Trans>
        </Button>
      }
    >
      <form className={styles.stack} onSubmit={form.onSubmit(() => setAsking(true))}>
        {readOnly && (
          <p className={styles.dim}>
            {viewerCan.composeRoles ? (
              <Trans>You cannot change this role: it has permissions that you do not have yourself.</Trans>
            ) : (
              <Trans>To read only: whoever composes roles changes it.</Trans>
            )}
          </p>
        )}
        {role && role.voidPermissions.length > 0 && (
          <Alert color="yellow" title={t`No longer in force`}>
            <Trans>
              These permissions of the role are not in force since a new version of Tandem: {notInForce}. Choose them
              anew if the role needs them; saving drops them.
            </Trans>
          </Alert>
        )}
        <div className={styles.top}>
          <TextInput
            label={t`Name of the role`}
            required
            withAsterisk={false}
            maxLength={80}
            disabled={readOnly}
            {...form.getInputProps("name")}
          />
          {!role && (
            <NativeSelect
              label={t`Start from`}
              data={[{ value: "", label: t`Nothing` }, ...builtIn]}
              onChange={({ currentTarget: { value } }) => {
                setComparedWith(value);
                setChosen(
                  new Set(["ORGANIZATION_READ", ...permissionsOf(value).filter((one) => withinReach.has(one))]),
                );
              }}
            />
          )}
          <NativeSelect
            label={t`Compare with`}
            value={comparedWith}
            data={[{ value: "", label: t`Nothing` }, ...builtIn]}
            onChange={({ currentTarget }) => setComparedWith(currentTarget.value)}
          />
        </div>
        <PermissionChoices
          subjects={roles.subjects}
          withinReach={withinReach}
          chosen={chosen}
          compared={comparedWith ? new Set(permissionsOf(comparedWith)) : null}
          readOnly={readOnly}
          onChosen={setChosen}
        />
        {!readOnly && (
          <div className={styles.save}>
            <span className={styles.dim} role="status">
              <PermissionCount permissions={chosen} subjects={roles.subjects} />
            </span>
            <Button type="submit">
              <Trans>Save the role</Trans>
            </Button>
          </div>
        )}
      </form>
      <SaveDialog
        opened={asking}
        busy={busy}
        subjects={roles.subjects}
        before={role?.permissions ?? []}
        after={chosen}
        holders={role?.holders ?? NOBODY}
        onClose={() => setAsking(false)}
        onSave={() => void submit()}
      />
    </Page>
  );
}

/** A new role, or a composed one to read and change. */
export function RoleEditor({ id }: { id: string | null }) {
  const [asked, ask] = useQuery({ query: RolesPage, requestPolicy: "network-only" });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ roles }) => {
        const role = id ? (roles.composed.find((one) => one.id === id) ?? null) : null;
        return id && !role ? (
          <Empty title={<Trans>This role is not there</Trans>}>
            <Trans>It was removed, or it belongs to someone else.</Trans>
          </Empty>
        ) : (
          <Editor key={role ? `${role.id} ${role.version}` : "new"} roles={roles} role={role} />
        );
      }}
    </Answer>
  );
}
