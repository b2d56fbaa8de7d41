import { Trans } from "@lingui/react/macro";
import { memo } from "react";
import { Instant } from "@/design/values";
import type { TimelineEventData } from "@/timeline/documents";
import { TimelineRow } from "@/timeline/registry";
import styles from "@/timeline/timeline.module.css";

type RowProps = {
  event: TimelineEventData;
  index: number;
  /** Pixels from the top of the list. */
  start: number;
  /** How many events there are, or -1 while that is unknown. */
  size: number;
  /** Set on the newest event that had been read before: everything above it is new since then. */
  newSince: string | null;
  measure: (element: HTMLElement | null) => void;
};

/** Memoised by hand: while scrolling, only rows that enter are drawn. */
export const FeedRow = memo(function FeedRow({ event, index, start, size, newSince, measure }: RowProps) {
  return (
    <article
      ref={measure}
      data-index={index}
      data-event={event.id}
      className={styles.item}
      style={{ transform: `translateY(${start}px)` }}
      tabIndex={-1}
      aria-label={event.sentence}
      aria-posinset={index + 1}
      aria-setsize={size}
    >
      {newSince && (
        <p className={styles.line} data-testid="new-since">
          <span>
            <Trans>
              New since <Instant value={newSince} />
            </Trans>
          </span>
        </p>
      )}
      <TimelineRow event={event} />
    </article>
  );
});
