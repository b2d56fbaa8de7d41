import type { Permission, Subject } from "@/roles/documents";

type Chosen = ReadonlySet<Permission>;

/** What each permission is of no use without, of all that a role may have. */
export function needsOf(subjects: readonly Subject[]): Map<Permission, readonly Permission[]> {
  return new Map(subjects.flatMap(({ permissions }) => permissions.map((one) => [one.permission, one.needs])));
}

/** Chooses a permission with all that it needs. */
export function choose(chosen: Chosen, permission: Permission, needs: Map<Permission, readonly Permission[]>) {
  const result = new Set(chosen);
  const waiting = [permission];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (result.has(next)) continue;
    result.add(next);
    waiting.push(...(needs.get(next) ?? []));
  }
  return result;
}

/** Leaves a permission out, with all that is of no use without it. */
export function leaveOut(chosen: Chosen, permission: Permission, needs: Map<Permission, readonly Permission[]>) {
  const result = new Set(chosen);
  const waiting = [permission];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const gone = next;
    if (!result.delete(gone)) continue;
    waiting.push(...[...result].filter((one) => needs.get(one)?.includes(gone)));
  }
  return result;
}

/** What came and what went. */
export function difference(before: Iterable<Permission>, after: Iterable<Permission>) {
  const [was, is] = [new Set(before), new Set(after)];
  return { added: [...is].filter((one) => !was.has(one)), removed: [...was].filter((one) => !is.has(one)) };
}

/** What permissions are called that stand as codes (`team:write`); the code itself where it has no label here. */
export function called(codes: readonly string[], subjects: readonly Subject[]) {
  const labels = new Map<string, string>(
    subjects.flatMap(({ permissions }) => permissions.map((one) => [one.permission, one.label])),
  );
  return codes.map((code) => labels.get(code.toUpperCase().replace(/[.:]/g, "_")) ?? code);
}
