import { useCallback, useState } from "react";
import { useSubscription } from "urql";
import { wasOwn } from "@/api/own-changes";
import { CaseFilesLive } from "@/casefiles/list-documents";

/**
 * Follows the case files of the reader's organization: rows on screen update in place through the cache, and the
 * number of those that somebody else changed is kept, because a list must not be sorted anew under the reader's cursor.
 */
export function useChanges(onChange?: () => void) {
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const clear = useCallback(() => setChanged(new Set()), []);
  useSubscription({ query: CaseFilesLive }, (_previous, data) => {
    const { caseFilesChanged: one } = data;
    if (!wasOwn(one)) setChanged((known) => new Set(known).add(one.id));
    onChange?.();
    return data;
  });
  return { changed: changed.size, clear };
}
