import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Mark } from "@/design/facts";
import type { TimelineEventData } from "@/timeline/documents";
import styles from "@/timeline/event-card.module.css";
import { useSeek } from "@/timeline/seeking";

/** What corrected this event, or what it corrects, each a step away. */
export function Supersession({ event }: { event: TimelineEventData }) {
  const seek = useSeek();
  const { supersedes, supersededBy } = event;
  if (!supersedes && !supersededBy) return null;
  return (
    <p className={styles.supersession}>
      {supersededBy && (
        <>
          <Mark tone="bad">
            {supersededBy.__typename === "PaymentReversed" ? <Trans>Reversed</Trans> : <Trans>Corrected</Trans>}
          </Mark>
          <Button variant="subtle" size="compact-xs" onClick={() => seek(supersededBy)}>
            {supersededBy.__typename === "PaymentReversed" ? (
              <Trans>See the reversal</Trans>
            ) : (
              <Trans>See the correction</Trans>
            )}
          </Button>
        </>
      )}
      {supersedes && (
        <Button variant="subtle" size="compact-xs" onClick={() => seek(supersedes)}>
          <Trans>See what it was before</Trans>
        </Button>
      )}
    </p>
  );
}
