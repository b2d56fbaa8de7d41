import { type Client, type Exchange, makeOperation, type Operation } from "urql";
import { pipe, tap } from "wonka";

/** Asks what is on screen again, for each client: whoever learns that the reader's reach changed calls it. */
export const refetchOf = new WeakMap<Client, () => void>();

/**
 * Keeps track of the queries on screen, so that a reconnect can ask them again: events may have been missed. Not of
 * those whose context says `followed`: a subscription resumes where it stood and brings them all they missed.
 */
export function visibleQueries() {
  const active = new Map<number, Operation>();
  let client: Client | undefined;

  const exchange: Exchange = ({ client: own, forward }) => {
    client = own;
    return (operations) => {
      const noted = tap<Operation>((operation) => {
        if (operation.kind === "query" && !operation.context.followed) active.set(operation.key, operation);
        if (operation.kind === "teardown") active.delete(operation.key);
      });
      return pipe(operations, noted, forward);
    };
  };

  /** Asks every query on screen again, from the network, leaving what is shown in place meanwhile. */
  function refetch() {
    for (const operation of active.values()) {
      client?.reexecuteOperation(
        makeOperation("query", operation, { ...operation.context, requestPolicy: "cache-and-network" }),
      );
    }
  }

  return { exchange, refetch };
}
