import { Plural } from "@lingui/react/macro";
import { useSubscription } from "urql";
import { InboundWaiting } from "@/inbound/documents";
import styles from "@/inbound/inbound.module.css";

/** How many messages wait, beside their place in the navigation; nothing when none does. */
export function WaitingCount() {
  const [{ data }] = useSubscription({ query: InboundWaiting });
  const count = data?.inboundWaiting ?? 0;
  if (count === 0) return null;
  return (
    <span className={styles.count}>
      <span aria-hidden="true">{count}</span>
      <span className={styles.spoken}>
        <Plural value={count} one="# message waits" other="# messages wait" />
      </span>
    </span>
  );
}
