import type { Exchange, Operation } from "urql";
import { pipe, tap } from "wonka";

/** How long the live news of a change is waited for, in milliseconds. */
const LATELY = 10_000;

const changing = new Map<string, number>();

/** The case files that a command names, wherever in its input they stand. */
function namedIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "caseFileId" && typeof inner === "string" ? [inner] : namedIn(inner),
  );
}

/** To have read a timeline changes nothing that anybody is told of. */
const isReading = ({ variables }: Operation) => "heights" in ((variables as { input?: object } | null)?.input ?? {});

/** Notes which case files this page is changing, so that its own changes are not told as somebody else's. */
export const ownChanges: Exchange =
  ({ forward }) =>
  (operations) =>
    pipe(
      operations,
      tap((operation) => {
        if (operation.kind !== "mutation" || isReading(operation)) return;
        for (const id of namedIn(operation.variables)) changing.set(id, Date.now());
      }),
      forward,
      tap(({ operation, data }) => {
        if (operation.kind !== "mutation") return;
        const refused = Object.values(data ?? {}).some((one) => (one as { userErrors?: [] })?.userErrors?.length);
        if (!data || refused) for (const id of namedIn(operation.variables)) changing.delete(id);
      }),
    );

/** Whether each piece of news was one's own: a drawing that starts over asks about the same one again. */
const answered = new WeakMap<object, boolean>();

/** Whether the news of a changed case file is that of a change made here; each change has its news once. */
export function wasOwn(changed: { id: string }): boolean {
  const known = answered.get(changed);
  if (known !== undefined) return known;
  const at = changing.get(changed.id);
  changing.delete(changed.id);
  const own = at !== undefined && Date.now() - at < LATELY;
  answered.set(changed, own);
  return own;
}
