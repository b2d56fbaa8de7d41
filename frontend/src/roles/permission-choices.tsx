import { Trans } from "@lingui/react/macro";
import { Checkbox } from "@mantine/core";
import { Mark } from "@/design/facts";
import { choose, leaveOut, needsOf } from "@/roles/choosing";
import type { Permission, PermissionText, Subject } from "@/roles/documents";
import styles from "@/roles/roles.module.css";

type ChoicesProps = {
  subjects: readonly Subject[];
  withinReach: ReadonlySet<Permission>;
  chosen: ReadonlySet<Permission>;
  /** The permissions of the role that this one is compared with. */
  compared: ReadonlySet<Permission> | null;
  readOnly: boolean;
  onChosen: (chosen: Set<Permission>) => void;
};

/** In every role: without one's own organization's name nothing can be shown. */
const ALWAYS: Permission = "ORGANIZATION_READ";

function Compared({ has, other }: { has: boolean; other: boolean }) {
  if (has === other) return null;
  return has ? (
    <Mark tone="info">
      <Trans context="permission">more</Trans>
    </Mark>
  ) : (
    <Mark tone="warn">
      <Trans context="permission">less</Trans>
    </Mark>
  );
}

function Choice({
  one,
  ...props
}: Omit<ChoicesProps, "subjects" | "onChosen"> & { one: PermissionText; onSwitch: () => void }) {
  const { chosen, compared, withinReach, readOnly, onSwitch } = props;
  const has = chosen.has(one.permission);
  const beyond = !withinReach.has(one.permission);
  return (
    <Checkbox
      checked={has}
      disabled={readOnly || beyond || one.permission === ALWAYS}
      onChange={onSwitch}
      label={
        <span className={styles.label}>
          {one.label}
          {compared && <Compared has={has} other={compared.has(one.permission)} />}
        </span>
      }
      description={
        beyond && !readOnly ? (
          <>
            {one.meaning} <Trans>You may not do this yourself, so you cannot give it.</Trans>
          </>
        ) : (
          one.meaning
        )
      }
    />
  );
}

/** All that a role may have, by subject, to tick. The parts of a case file come with opening case files. */
export function PermissionChoices({ subjects, onChosen, ...props }: ChoicesProps) {
  const needs = needsOf(subjects);

  function onSwitch(permission: Permission) {
    const change = props.chosen.has(permission) ? leaveOut : choose;
    onChosen(choose(change(props.chosen, permission, needs), ALWAYS, needs));
  }

  return (
    <div className={styles.subjects}>
      {subjects.map(({ subject, label, permissions }) => {
        const shown = permissions.filter((one) => !one.comesWithCaseFiles);
        return (
          shown.length > 0 && (
            <fieldset key={subject} className={styles.subject}>
              <legend>{label}</legend>
              <div className={styles.permissions}>
                {shown.map((one) => (
                  <Choice key={one.permission} one={one} {...props} onSwitch={() => onSwitch(one.permission)} />
                ))}
              </div>
            </fieldset>
          )
        );
      })}
    </div>
  );
}
