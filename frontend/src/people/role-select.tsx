import { useLingui } from "@lingui/react/macro";
import { NativeSelect, type NativeSelectProps } from "@mantine/core";
import { useQuery } from "urql";
import type { Role } from "@/api/enums";
import { GivableRolesQuery } from "@/people/documents";

/** A role of the select: a built-in one by its word, a composed one by its id. */
export type Given = { role: Role; composedRoleId?: never } | { composedRoleId: string; role?: never };

/** What a value of the select means. */
export function givenBy(value: string): Given {
  const [kind, key] = [value.slice(0, 1), value.slice(2)];
  return kind === "c" ? { composedRoleId: key } : { role: key as Role };
}

/** The value of the select for a role that somebody has. */
export function valueFor({ role, composedRoleId }: { role: Role; composedRoleId: string | null }): string {
  return composedRoleId ? `c:${composedRoleId}` : `b:${role}`;
}

/** The roles that the reader may give, those that the organization composed after the built-in ones. */
export function RoleSelect({ present, ...props }: NativeSelectProps & { present?: string }) {
  const { t } = useLingui();
  const [{ data }] = useQuery({ query: GivableRolesQuery });
  const roles = data
    ? [
        ...data.roles.builtIn.map((one) => ({ value: `b:${one.role}`, label: one.label, may: one.viewerCanGive })),
        ...data.roles.composed.map((one) => ({ value: `c:${one.id}`, label: one.name, may: one.viewerCanGive })),
      ].filter(({ value, may }) => may || value === present)
    : [];
  return <NativeSelect label={t`Role`} data={roles.map(({ value, label }) => ({ value, label }))} {...props} />;
}
