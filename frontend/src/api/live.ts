import { createClient } from "graphql-ws";
import type { SubscriptionForwarder } from "urql";
import { setLive } from "@/api/connection";

const KEEP_ALIVE = 15_000;
const PONG_WITHIN = 5_000;
const LONGEST_WAIT = 20_000;

/** Milliseconds to wait before try number `retries`, doubling from half a second, with jitter so that tabs do not return at once. */
export function backOff(retries: number, random = Math.random): number {
  return Math.min(LONGEST_WAIT, 500 * 2 ** retries) * (0.75 + random() / 2);
}

/**
 * Variables that resume where the reader stands: graphql-ws sends the same payload again after a reconnect, and
 * reading `after` at that moment yields the latest position, so no event is lost and few are repeated.
 */
export function resumable(variables: Record<string, unknown>, position: () => string | undefined) {
  if (!("after" in variables)) return variables;
  return Object.defineProperty({ ...variables }, "after", {
    enumerable: true,
    get: () => position() ?? variables.after,
  });
}

type Delivered = { timeline?: { position?: string } } | null | undefined;

/** Subscriptions over graphql-transport-ws: the cookie authenticates, retries never end. */
export function createLive(locale: string, onReconnect: () => void): SubscriptionForwarder {
  const address = new URL("/graphql", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let silence: ReturnType<typeof setTimeout> | undefined;

  const client = createClient({
    url: address.href,
    connectionParams: { locale },
    keepAlive: KEEP_ALIVE,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => new Promise((done) => setTimeout(done, backOff(retries))),
    on: {
      connected: (_socket, _payload, wasRetry) => {
        setLive(true);
        if (wasRetry) onReconnect();
      },
      closed: (event) => setLive((event as CloseEvent).code === 1000),
      // A dead network keeps the socket open for minutes: without an answer to the ping it is closed and retried.
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), PONG_WITHIN);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
    },
  });

  return (operation) => ({
    subscribe(sink) {
      let position: string | undefined;
      const variables = resumable((operation.variables ?? {}) as Record<string, unknown>, () => position);
      const unsubscribe = client.subscribe(
        { query: operation.query ?? "", variables },
        {
          next: (result) => {
            position = (result.data as Delivered)?.timeline?.position ?? position;
            sink.next(result as Parameters<typeof sink.next>[0]);
          },
          error: (error) => sink.error(error),
          complete: () => sink.complete(),
        },
      );
      return { unsubscribe };
    },
  });
}
