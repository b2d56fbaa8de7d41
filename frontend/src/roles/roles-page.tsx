import { Plural, Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlus, IconTable } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { useViewer } from "@/app/viewer";
import { Mark } from "@/design/facts";
import { Page, Panel } from "@/design/page";
import { Answer } from "@/design/states";
import { type BuiltInRole, type ComposedRole, RolesPage, type Subject } from "@/roles/documents";
import { Holders } from "@/roles/holders";
import { PermissionCount } from "@/roles/permission-count";
import { RemoveButton } from "@/roles/remove-button";
import styles from "@/roles/roles.module.css";

type RoleProps<Role> = { role: Role; subjects: readonly Subject[] };

function BuiltIn({ role, subjects }: RoleProps<BuiltInRole>) {
  return (
    <li>
      <div className={styles.what}>
        <p>
          <strong>{role.label}</strong> · <PermissionCount permissions={role.permissions} subjects={subjects} />
        </p>
        <p className={styles.dim}>
          <Holders holders={role.holders} />
        </p>
      </div>
    </li>
  );
}

function Composed({ role, subjects }: RoleProps<ComposedRole>) {
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.label}>
          <Link to="/people/roles/$roleId" params={{ roleId: role.id }}>
            {role.name}
          </Link>
          <span>
            <PermissionCount permissions={role.permissions} subjects={subjects} />
          </span>
          {role.voidPermissions.length > 0 && (
            <Mark tone="warn">
              <Plural value={role.voidPermissions.length} one="# no longer in force" other="# no longer in force" />
            </Mark>
          )}
        </p>
        <p className={styles.dim}>
          <Holders holders={role.holders} /> · <Trans>version {role.version}</Trans>
        </p>
      </div>
      {role.viewerCanChange &&
        (role.holders.length === 0 ? (
          <RemoveButton role={role} />
        ) : (
          <span className={styles.dim}>
            <Trans>To remove it, first give another role to whoever has it.</Trans>
          </span>
        ))}
    </li>
  );
}

/** The roles of one's organization: who has which, and what the organization put together itself. */
export function RolesList() {
  const { viewerCan } = useViewer();
  const [asked, ask] = useQuery({ query: RolesPage, requestPolicy: "cache-and-network" });
  return (
    <Page
      title={<Trans>Roles</Trans>}
      actions={
        <>
          <Button component={Link} to="/people/roles/table" variant="default" leftSection={<IconTable size={15} />}>
            <Trans>Who may do what</Trans>
          </Button>
          {viewerCan.composeRoles && (
            <Button component={Link} to="/people/roles/new" leftSection={<IconPlus size={15} />}>
              <Trans>Compose a role</Trans>
            </Button>
          )}
        </>
      }
    >
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ roles }) => (
          <div className={styles.stack}>
            <Panel title={<Trans>Composed by your organization</Trans>} flush>
              <ul className={styles.list}>
                {roles.composed.length === 0 && (
                  <li className={styles.dim}>
                    <Trans>None yet. A role of your own is made of what you may do yourself.</Trans>
                  </li>
                )}
                {roles.composed.map((role) => (
                  <Composed key={role.id} role={role} subjects={roles.subjects} />
                ))}
              </ul>
            </Panel>
            <Panel title={<Trans>Built in</Trans>} flush>
              <ul className={styles.list}>
                {roles.builtIn.map((role) => (
                  <BuiltIn key={role.role} role={role} subjects={roles.subjects} />
                ))}
              </ul>
            </Panel>
          </div>
        )}
      </Answer>
    </Page>
  );
}
