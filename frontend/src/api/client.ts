import { Client, fetchExchange, mapExchange, subscriptionExchange } from "urql";
import { createCache } from "@/api/cache";
import { createLive } from "@/api/live";
import { visibleQueries } from "@/api/refetch";

/**
 * The API over one cookie session. A client belongs to one language: the server's own texts (reasons, refusals)
 * come in it, so switching language makes a new client.
 */
export function createApi(locale: string, onSignedOut: () => void): Client {
  const visible = visibleQueries();
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetchOptions: { credentials: "same-origin", headers: { "Accept-Language": locale } },
    exchanges: [
      visible.exchange,
      createCache(),
      mapExchange({
        onError(error) {
          if (error.graphQLErrors.some((one) => one.extensions?.code === "UNAUTHENTICATED")) onSignedOut();
        },
      }),
      fetchExchange,
      subscriptionExchange({ forwardSubscription: createLive(locale, visible.refetch) }),
    ],
  });
}
