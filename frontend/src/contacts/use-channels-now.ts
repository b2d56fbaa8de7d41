import { useEffect } from "react";
import { useClient } from "urql";
import { now } from "@/app/clock";
import { type CaseFile, ChannelsNow } from "@/casefiles/documents";

/** So that no timer that is a moment early asks before the instant. */
const A_SECOND = 1000;

/** The longest wait of a timer (a signed number of 32 bits); a longer one would end at once. */
const LONGEST = 2 ** 31 - 1;

/** The earliest instant from which something may leave that may not now, in milliseconds; null where nothing waits. */
export function opensAt(channels: CaseFile["channels"]): number | null {
  const instants = channels
    .flatMap(({ verdict, addresses }) => [
      verdict,
      ...addresses.flatMap((address) => [address.verdict, address.automatedCall]),
    ])
    .flatMap((verdict) => (verdict?.decision === "DEFER" && verdict.until ? [Date.parse(verdict.until)] : []));
  return instants.length > 0 ? Math.min(...instants) : null;
}

/**
 * What may leave changes with the clock alone, and no event tells it: asks again once the earliest instant has come, and
 * when the reader comes back to a page that stood open. A page that nobody looks at asks nothing.
 */
export function useChannelsNow({ id, channels }: Pick<CaseFile, "id" | "channels">) {
  const client = useClient();
  const at = opensAt(channels);
  useEffect(() => {
    if (channels.length === 0) return;
    function ask() {
      if (document.visibilityState !== "visible") return;
      void client.query(ChannelsNow, { id }, { requestPolicy: "network-only" }).toPromise();
    }
    const wait = at === null ? Number.POSITIVE_INFINITY : Math.max(0, at - now()) + A_SECOND;
    const timer = wait <= LONGEST ? setTimeout(ask, wait) : undefined;
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [client, id, at, channels.length]);
}
