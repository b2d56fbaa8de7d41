import type { Exchange, OperationResult } from "urql";
import { fromArray, fromValue, mergeMap, pipe, tap } from "wonka";

/** Streams whose deliveries bring the rows themselves, as they stand: told twice, they change nothing. */
const carriesRows = ({ data }: OperationResult) => data?.timeline != null || data?.myCalls != null;

/**
 * An answer says what the server read when it was asked; a stream that told more while the answer was on its way knows
 * better. On a slow machine the answer to planning a call says "Planned" after the stream said that it rings: without
 * this it would stay so until the next change. So the last delivery of each stream is written over such an answer. What
 * happened between the two has a delivery of its own, which comes.
 */
export const newestWins: Exchange =
  ({ forward }) =>
  (operations) => {
    let told = 0;
    const begun = new Map<number, number>();
    const latest = new Map<number, { at: number; result: OperationResult }>();

    return pipe(
      operations,
      tap(({ kind, key }) => {
        if (kind === "teardown") {
          begun.delete(key);
          latest.delete(key);
        } else if (kind !== "subscription") begun.set(key, told);
      }),
      forward,
      mergeMap((result) => {
        const { kind, key } = result.operation;
        if (kind === "subscription") {
          if (carriesRows(result)) latest.set(key, { at: ++told, result });
          return fromValue(result);
        }
        const since = begun.get(key) ?? told;
        const newer = [...latest.values()].filter(({ at }) => at > since);
        return fromArray([result, ...newer.map((one) => one.result)]);
      }),
    );
  };
