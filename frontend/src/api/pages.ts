import { useCallback, useState, useSyncExternalStore } from "react";

let round = 0;
const readers = new Set<() => void>();

/** Lists of which the cache forgot the pages start over at the first one: a later page alone would show a part. */
export function startOver() {
  round += 1;
  for (const reader of readers) reader();
}

function subscribe(reader: () => void) {
  readers.add(reader);
  return () => readers.delete(reader);
}

/**
 * The cursor from which a list goes on, null for its first page, and how to set it; a list looked at in another way,
 * or forgotten, is at its first page.
 */
export function usePage(view: unknown) {
  const current = useSyncExternalStore(subscribe, () => round);
  const key = JSON.stringify([view, current]);
  const [page, setPage] = useState<{ key: string; after: string | null }>({ key, after: null });
  const goOn = useCallback((after: string | null) => setPage({ key, after }), [key]);
  return [page.key === key ? page.after : null, goOn] as const;
}
