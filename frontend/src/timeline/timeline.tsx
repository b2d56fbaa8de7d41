import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconArrowUp, IconHistory } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useQuery, useSubscription } from "urql";
import { Answer, Empty, Loading } from "@/design/states";
import { type TimelineEventData, TimelineLive, TimelinePage } from "@/timeline/documents";
import { TimelineRow } from "@/timeline/registry";
import styles from "@/timeline/timeline.module.css";

const NEAR_TOP = 60;

type FeedProps = { events: readonly TimelineEventData[]; more: boolean; loadMore: () => void };

/** The events of a case file, newest first; one that arrives while reading further down waits behind a pill. */
function Feed({ events, more, loadMore }: FeedProps) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const [seen, setSeen] = useState(events[0]?.id);

  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 76,
    getItemKey: (index) => events[index]?.id ?? index,
    overscan: 6,
    // With the end as anchor a row that arrives on top does not move what is being read.
    anchorTo: away ? "end" : "start",
  });
  const items = virtualizer.getVirtualItems();
  const unseen = away
    ? Math.max(
        0,
        events.findIndex((event) => event.id === seen),
      )
    : 0;
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (!away) setSeen(events[0]?.id);
  }, [away, events]);

  useEffect(() => {
    if (more && last >= events.length - 8) loadMore();
  }, [more, last, events.length, loadMore]);

  function toTop() {
    scroller.current?.scrollTo({ top: 0 });
    setAway(false);
  }

  return (
    <div className={styles.feed}>
      <div aria-live="polite">
        {unseen > 0 && (
          <Button className={styles.pill} radius="xl" leftSection={<IconArrowUp size={14} />} onClick={toTop}>
            <Plural value={unseen} one="# new event" other="# new events" />
          </Button>
        )}
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        tabIndex={0}
        role="feed"
        aria-label={t`Timeline`}
        onScroll={(scroll) => setAway(scroll.currentTarget.scrollTop > NEAR_TOP)}
      >
        <div style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
          {items.map((item) => {
            const event = events[item.index];
            if (!event) return null;
            return (
              <article
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className={styles.item}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-posinset={item.index + 1}
                aria-setsize={more ? -1 : events.length}
              >
                <TimelineRow event={event} />
              </article>
            );
          })}
        </div>
        {more && (
          <p className={styles.older}>
            <Trans>Loading older events…</Trans>
          </p>
        )}
      </div>
    </div>
  );
}

/** A case file's timeline, live: one question for the page, one subscription that starts where the page ends. */
export function Timeline({ caseFileId }: { caseFileId: string }) {
  const [after, setAfter] = useState<string | null>(null);
  const [asked, ask] = useQuery({ query: TimelinePage, variables: { id: caseFileId, after } });
  const caseFile = asked.data?.caseFile;
  const [start, setStart] = useState<string | undefined>();

  // The first answer fixes where the subscription starts; later positions are the subscription's own.
  if (caseFile && start === undefined) setStart(caseFile.timelinePosition);
  useSubscription({
    query: TimelineLive,
    variables: { caseFileId, after: start ?? null },
    pause: start === undefined,
  });

  return (
    <Answer
      asked={asked}
      onRetry={() => ask({ requestPolicy: "network-only" })}
      loading={<Loading rows={6} height={64} />}
    >
      {() => {
        const timeline = caseFile?.timeline;
        if (!timeline || timeline.edges.length === 0) {
          return (
            <Empty Icon={IconHistory} title={<Trans>Nothing happened yet</Trans>}>
              <Trans>Every call, message, note and payment will appear here, for everyone who may see it.</Trans>
            </Empty>
          );
        }
        const { hasNextPage, endCursor } = timeline.pageInfo;
        return (
          <Feed
            events={timeline.edges.map((edge) => edge.node)}
            more={hasNextPage}
            loadMore={() => setAfter(asked.fetching ? after : endCursor)}
          />
        );
      }}
    </Answer>
  );
}
