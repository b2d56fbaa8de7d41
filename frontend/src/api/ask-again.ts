import { CombinedError, type Exchange, makeOperation, type Operation } from "urql";
import { filter, makeSubject, map, merge, pipe, tap } from "wonka";

/** In a row for one question: more than commands overlap on a page. */
const MOST = 5;

/**
 * A list that a command makes the cache forget while the list is being asked for is written below what was forgotten:
 * graphcache orders answers by when they were asked, finds the list missing, and answers with nothing at all. The page
 * would wait for ever. Such an answer is not shown; its question is asked again, and the newer answer stands.
 */
export const askAgain: Exchange = ({ forward }) => {
  return (operations) => {
    const { source: again, next } = makeSubject<Operation>();
    const tried = new Map<number, number>();

    const asked = pipe(
      merge([operations, again]),
      tap(({ kind, key }) => void (kind === "teardown" && tried.delete(key))),
    );
    return pipe(
      forward(asked),
      map((result) => {
        const { operation, data, error, stale } = result;
        if (operation.kind !== "query" || data != null || error || stale) {
          if (!stale) tried.delete(operation.key);
          return result;
        }
        const times = tried.get(operation.key) ?? 0;
        if (times >= MOST) {
          const networkError = new Error("The cache forgot each answer before it was read.");
          return { ...result, error: new CombinedError({ networkError }) };
        }
        tried.set(operation.key, times + 1);
        const { context } = operation;
        next(makeOperation("query", operation, { ...context, requestPolicy: "network-only" }));
        return null;
      }),
      filter((result) => result !== null),
    );
  };
};
