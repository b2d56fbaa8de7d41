import { Plural, Trans } from "@lingui/react/macro";
import type { Permission, Subject } from "@/roles/documents";

type CountProps = { permissions: Iterable<Permission>; subjects: readonly Subject[] };

/** How many permissions a role has: those to tick, and those that come with opening case files. */
export function PermissionCount({ permissions, subjects }: CountProps) {
  const all = [...permissions];
  const parts = new Set(
    subjects
      .flatMap((subject) => subject.permissions.filter((one) => one.comesWithCaseFiles))
      .map((one) => one.permission),
  );
  const along = all.filter((one) => parts.has(one)).length;
  const own = <Plural value={all.length - along} one="# permission" other="# permissions" />;
  if (along === 0) return own;
  return (
    <Trans>
      {own}, and <Plural value={along} one="# that comes" other="# that come" /> with case files
    </Trans>
  );
}
