import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState } from "react";
import type { TimelineEventData } from "@/timeline/documents";
import { FeedRow } from "@/timeline/feed-row";
import { boundary } from "@/timeline/heights";
import type { OpenPages, Pages } from "@/timeline/pages";
import styles from "@/timeline/timeline.module.css";
import { useFeedKeys } from "@/timeline/use-feed-keys";
import type { ReadingMark } from "@/timeline/use-reading";
import { useSeen } from "@/timeline/use-seen";

const NEAR_TOP = 8;
/** The next page is asked while this many rows are still to come. */
const AHEAD = 30;

/** Whether the reader is doing something in the list: then it stays where it is, even at its top. */
function isBusy(scroller: HTMLElement | null): boolean {
  if (!scroller) return false;
  const selection = document.getSelection();
  if (selection && !selection.isCollapsed && scroller.contains(selection.anchorNode)) return true;
  return document.activeElement !== scroller && scroller.contains(document.activeElement);
}

export type FeedProps = {
  pages: Pages;
  store: OpenPages;
  mark: ReadingMark;
  /** Where it begins: `bottom` after a jump to the oldest event; `focus` when the focus was in the list before. */
  begin: { bottom: boolean; focus: boolean };
  /** Events that came live and have not been reached. */
  arrived: readonly string[];
  /** Asks for the place where the reader stopped, each time it changes. */
  wanted: number;
  /** An event to go to, wherever it is in the list. */
  sought: string | null;
  onFound: () => void;
  onReached: (ids: ReadonlySet<string>) => void;
  onSaw: (events: readonly TimelineEventData[]) => void;
  onNewest: () => void;
  onOldest: () => void;
};

/** The events of a case file, newest first: nothing that arrives or grows moves what is being read. */
export function Feed(props: FeedProps) {
  const { pages, store, mark, begin, arrived, wanted, sought, onFound, onReached, onSaw, onNewest, onOldest } = props;
  const { events, newer, older } = pages;
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const activeIndex = active === null ? -1 : events.findIndex((event) => event.id === active);

  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 76,
    getItemKey: useCallback((index: number) => events[index]?.id ?? index, [events]),
    overscan: 8,
    // With the end as anchor a row that comes on top does not move what is being read.
    anchorTo: away || newer.more || isBusy(scroller.current) ? "end" : "start",
    // The row that has the focus stays in the page, however far it is scrolled away.
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const indexes = defaultRangeExtractor(range);
        if (activeIndex < 0 || indexes.includes(activeIndex)) return indexes;
        return [...indexes, activeIndex].sort((a, b) => a - b);
      },
      [activeIndex],
    ),
  });
  const { startIndex: from, endIndex: to } = virtualizer.range ?? { startIndex: 0, endIndex: 0 };

  useEffect(() => {
    if (older.more && !older.failed && to >= events.length - AHEAD) store.loadOlder();
    if (newer.more && !newer.failed && from <= AHEAD) store.loadNewer();
    store.follow(from, to);
  }, [store, from, to, events.length, older, newer]);

  // At the top what came is before the reader's eyes, unless the list was held while it came.
  useEffect(() => {
    if (arrived.length === 0 || (scroller.current?.scrollTop ?? 0) > NEAR_TOP) return;
    const shown = new Set(arrived.filter((id) => events.some((event) => event.id === id)));
    if (shown.size > 0) onReached(shown);
  }, [arrived, events, onReached]);

  const line = mark ? boundary(mark.heights, events) : null;
  const [stopped, setStopped] = useState(wanted);
  useEffect(() => {
    if (stopped === wanted) return;
    if (line === null && older.more) {
      store.loadOlder();
      return;
    }
    setStopped(wanted);
    virtualizer.scrollToIndex(line ?? events.length - 1, { align: "center" });
  }, [stopped, wanted, line, older.more, events.length, store, virtualizer]);

  const offset = virtualizer.scrollOffset ?? 0;
  useSeen(virtualizer.isScrolling ? "" : `${events[from]?.id} ${to} ${Math.round(offset)}`, () => {
    const element = scroller.current;
    if (element) onSaw(inView(virtualizer.getVirtualItems(), element).flatMap(({ index }) => events[index] ?? []));
  });

  const { press, focusRow } = useFeedKeys({
    scroller,
    virtualizer,
    events,
    active,
    setActive,
    newer,
    older,
    onNewest,
    onOldest,
  });

  const step = useRef(focusRow);
  step.current = focusRow;
  useEffect(() => {
    if (sought === null) return;
    const index = events.findIndex((event) => event.id === sought);
    if (index < 0 && older.more && !older.failed) return store.loadOlder();
    if (index >= 0) step.current(index);
    onFound();
  }, [sought, events, older.more, older.failed, store, onFound]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: where a list begins is decided once
  useEffect(() => {
    if (begin.bottom) virtualizer.scrollToEnd();
    if (begin.focus) focusRow(begin.bottom ? events.length - 1 : 0);
  }, []);

  function toTop() {
    scroller.current?.focus({ preventScroll: true });
    if (newer.more) onNewest();
    else {
      scroller.current?.scrollTo({ top: 0 });
      setAway(false);
      onReached(new Set(arrived));
    }
  }

  return (
    <div className={styles.feed}>
      <div aria-live="polite">
        {away && arrived.length > 0 && (
          <Button className={styles.pill} radius="xl" leftSection={<IconArrowUp size={14} />} onClick={toTop}>
            <Plural value={arrived.length} one="# new event" other="# new events" />
          </Button>
        )}
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a feed is scrolled by keys, and they move its focus
        tabIndex={0}
        role="feed"
        aria-label={t`Timeline`}
        aria-busy={false}
        onScroll={(scroll) => setAway(scroll.currentTarget.scrollTop > NEAR_TOP)}
        onKeyDown={press}
        onFocus={(event) =>
          setActive((event.target as HTMLElement).closest<HTMLElement>("[data-event]")?.dataset.event ?? null)
        }
      >
        {newer.failed && <Again onRetry={store.retry} />}
        <div style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
          {virtualizer.getVirtualItems().map((item) => {
            const event = events[item.index];
            if (!event) return null;
            return (
              <FeedRow
                key={item.key}
                event={event}
                index={item.index}
                start={item.start}
                size={older.more || newer.more ? -1 : events.length}
                newSince={mark && item.index === line ? mark.readAt : null}
                measure={virtualizer.measureElement}
              />
            );
          })}
        </div>
        {older.failed && <Again onRetry={store.retry} />}
        {older.more && !older.failed && (
          <p className={styles.older}>
            <Trans>Loading older events…</Trans>
          </p>
        )}
      </div>
    </div>
  );
}

function Again({ onRetry }: { onRetry: () => void }) {
  return (
    <p className={styles.older} role="alert">
      <Trans>This could not be loaded</Trans>{" "}
      <Button variant="default" onClick={onRetry} ml="xs">
        <Trans>Try again</Trans>
      </Button>
    </p>
  );
}

type Item = { index: number; start: number; end: number };

/** Rows of which at least half, or half a screenful, is in view. */
function inView(items: readonly Item[], { scrollTop, clientHeight }: HTMLElement): Item[] {
  return items.filter(({ start, end }) => {
    const shown = Math.min(end, scrollTop + clientHeight) - Math.max(start, scrollTop);
    return shown >= Math.min(end - start, clientHeight) / 2;
  });
}
