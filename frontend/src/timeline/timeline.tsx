import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useClient, useSubscription } from "urql";
import { useViewer } from "@/app/viewer";
import { Empty, Failed, Loading } from "@/design/states";
import { dayOf } from "@/formatting/dates";
import { TimelineLive } from "@/timeline/documents";
import { Feed } from "@/timeline/feed";
import { openPages, type Start } from "@/timeline/pages";
import { ProvedUntil } from "@/timeline/proved-until";
import { Seeking, type Sought } from "@/timeline/seeking";
import styles from "@/timeline/timeline.module.css";
import { TimelineBar } from "@/timeline/timeline-bar";
import { useReading } from "@/timeline/use-reading";
import { admits, filterOf, type TimelineView } from "@/timeline/view";

const route = getRouteApi("/_app/cases/$caseFileId");

function useView() {
  const view = route.useSearch();
  const navigate = useNavigate();
  const setView = useCallback(
    (search: TimelineView) => void navigate({ from: "/cases/$caseFileId", to: ".", search, resetScroll: false }),
    [navigate],
  );
  return [view, setView] as const;
}

/** The list of one filter and one beginning; another one opens another list. */
function usePages(caseFileId: string, view: TimelineView, oldest: boolean) {
  const client = useClient();
  const { organization } = useViewer().membership;
  const filter = filterOf(view, organization.kind);
  const start: Start = oldest ? { at: "oldest" } : view.on ? { at: "day", day: view.on } : { at: "newest" };
  const key = JSON.stringify([filter, start]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of filter and start
  const store = useMemo(() => openPages(client, caseFileId, filter, start), [client, caseFileId, key]);
  const pages = useSyncExternalStore(store.subscribe, store.read);
  return { store, pages, filter, key };
}

/** A case file's timeline, live: pages around what is read, and one subscription that starts where they were asked. */
export function Timeline({ caseFileId }: { caseFileId: string }) {
  const [view, setView] = useView();
  const [oldest, setOldest] = useState(false);
  const { store, pages, filter, key } = usePages(caseFileId, view, oldest);
  const reading = useReading(caseFileId);
  const { opened, heard } = reading;
  const [start, setStart] = useState<string>();
  const [arrived, setArrived] = useState<readonly string[]>([]);
  const [outside, setOutside] = useState(0);
  const [wanted, setWanted] = useState(0);
  const [sought, setSought] = useState<Sought | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const takesFocus = useRef(false);

  const { opening } = pages;
  useEffect(() => {
    if (!opening) return;
    opened(opening);
    // Later positions are the subscription's own.
    setStart((position) => position ?? opening.timelinePosition);
  }, [opening, opened]);

  useSubscription(
    { query: TimelineLive, variables: { caseFileId, after: start ?? null }, pause: start === undefined },
    (_previous, data) => {
      const { event } = data.timeline;
      // Nothing that this browser still holds of the person may stay: pages, lists and drafts begin anew.
      if (event.__typename === "PersonErased") location.reload();
      if (!heard(event)) return data;
      store.delivered();
      if (admits(filter, event)) setArrived((ids) => [...ids, event.id]);
      else setOutside((count) => count + 1);
      return data;
    },
  );
  const reached = useCallback((ids: ReadonlySet<string>) => {
    setArrived((all) => all.filter((id) => !ids.has(id)));
  }, []);

  // A day before the first event opens at the first event.
  const tooEarly = pages.state === "ready" && pages.events.length === 0 && pages.newer.more && !oldest;
  useEffect(() => {
    if (tooEarly) setOldest(true);
  }, [tooEarly]);

  function open(next: TimelineView, atOldest = false) {
    takesFocus.current = frame.current?.contains(document.activeElement) ?? false;
    setArrived([]);
    setOutside(0);
    setOldest(atOldest);
    setView(next);
  }

  const go = useRef<(event: Sought) => void>(() => undefined);
  go.current = (event) => {
    setSought(event);
    const listed = pages.events.some((one) => one.id === event.id);
    if (!listed) open({ on: dayOf(new Date(event.recordedAt).getTime()) });
  };
  const seek = useCallback((event: Sought) => go.current(event), []);
  const found = useCallback(() => setSought(null), []);

  const { on: _day, ...everywhere } = view;
  return (
    <div ref={frame} className={styles.frame}>
      <TimelineBar
        view={view}
        onView={(next) => open(next)}
        unread={reading.unread}
        readAt={reading.mark?.readAt ?? null}
        onWanted={() => setWanted((count) => count + 1)}
        onMarkAll={reading.markAll}
        outside={outside}
        onOutside={() => open({})}
      />
      {opening?.timelineAnchor && <ProvedUntil anchor={opening.timelineAnchor} />}
      {pages.state === "failed" && <Failed onRetry={store.retry} />}
      {(pages.state === "loading" || tooEarly) && <Loading rows={6} height={64} />}
      {pages.state === "ready" && !tooEarly && pages.events.length === 0 && (
        <Nothing filtered={filter !== null} onAll={() => open({})} />
      )}
      {pages.events.length > 0 && (
        <Seeking value={seek}>
          <Feed
            key={key}
            pages={pages}
            store={store}
            mark={reading.mark}
            begin={{ bottom: oldest, focus: takesFocus.current }}
            arrived={arrived}
            wanted={wanted}
            sought={sought?.id ?? null}
            onFound={found}
            onReached={reached}
            onSaw={reading.saw}
            onNewest={() => open(everywhere)}
            onOldest={() => open(everywhere, true)}
          />
        </Seeking>
      )}
    </div>
  );
}

function Nothing({ filtered, onAll }: { filtered: boolean; onAll: () => void }) {
  if (!filtered) {
    return (
      <Empty Icon={IconHistory} title={<Trans>Nothing happened yet</Trans>}>
        <Trans>Every call, message, note and payment will appear here, for everyone who may see it.</Trans>
      </Empty>
    );
  }
  return (
    <Empty
      Icon={IconHistory}
      title={<Trans>Nothing matches this filter</Trans>}
      action={
        <Button onClick={onAll}>
          <Trans>Show everything</Trans>
        </Button>
      }
    />
  );
}
