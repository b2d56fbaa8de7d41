import { Client, fetchExchange, mapExchange, subscriptionExchange } from "urql";
import { askAgain } from "@/api/ask-again";
import { createCache } from "@/api/cache";
import { createLive } from "@/api/live";
import { newestWins } from "@/api/newest";
import { ownChanges } from "@/api/own-changes";
import { refetchOf, visibleQueries } from "@/api/refetch";

/**
 * The API over one cookie session. A client belongs to one language: the server's own texts (reasons, refusals)
 * come in it, so switching language makes a new client.
 */
export function createApi(locale: string, onSignedOut: () => void): Client {
  const visible = visibleQueries();
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    // One answer, not a stream: urql would list every type that it can read.
    fetchOptions: {
      credentials: "same-origin",
      headers: { Accept: "application/graphql-response+json, application/json", "Accept-Language": locale },
    },
    exchanges: [
      visible.exchange,
      ownChanges,
      askAgain,
      createCache(),
      newestWins,
      mapExchange({
        onError(error) {
          if (error.graphQLErrors.some((one) => one.extensions?.code === "UNAUTHENTICATED")) onSignedOut();
        },
      }),
      fetchExchange,
      subscriptionExchange({ forwardSubscription: createLive(locale, visible.refetch) }),
    ],
  });
  refetchOf.set(client, visible.refetch);
  return client;
}
