import { useCallback, useRef, useState } from "react";
import { useMutation } from "urql";
import { MarkTimelineRead, type TimelineEventData } from "@/timeline/documents";
import { advance, distance, type Heights, heightsOf, isBeyond, placesOf } from "@/timeline/heights";
import type { Opening } from "@/timeline/pages";

/** Milliseconds from seeing to telling the server: what is seen meanwhile goes along. */
const TELL_AFTER = 600;

export type ReadingMark = { heights: Heights; readAt: string } | null;

/**
 * What the reader has read of a timeline. `mark` is where they stopped before this visit, and stays while they read;
 * `unread` counts what they have not seen since. Nothing is told to the server for a timeline that is merely loaded.
 */
export function useReading(caseFileId: string) {
  const [, tell] = useMutation(MarkTimelineRead);
  const [mark, setMark] = useState<ReadingMark>(null);
  const [unread, setUnread] = useState(0);
  const kept = useRef<{ read: Heights | null; heads: Heights; seen: Set<string>; timer: number } | null>(null);

  const opened = useCallback((opening: Opening) => {
    if (kept.current) return;
    const reading = opening.timelineReading;
    const read = reading ? heightsOf(reading.heights) : null;
    const heads = heightsOf(opening.timelineHeights ?? []);
    kept.current = { read, heads, seen: new Set(), timer: 0 };
    if (read && reading) setMark({ heights: read, readAt: reading.readAt });
    setUnread(read ? distance(read, heads) : 0);
  }, []);

  const keep = useCallback(
    (read: Heights) => {
      const state = kept.current;
      if (!state || (state.read && distance(state.read, read) === 0)) return;
      state.read = read;
      setUnread(distance(read, state.heads));
      clearTimeout(state.timer);
      state.timer = window.setTimeout(() => {
        void tell({ input: { caseFileId, heights: placesOf(read) } });
      }, TELL_AFTER);
    },
    [caseFileId, tell],
  );

  /** These events have been before the reader's eyes for a moment. The first look of all takes the rest as known. */
  const saw = useCallback(
    (events: readonly TimelineEventData[]) => {
      const state = kept.current;
      if (!state) return;
      for (const { chain, sequence } of events) state.seen.add(`${chain}:${sequence}`);
      keep(state.read ? advance(state.read, state.heads, state.seen) : state.heads);
    },
    [keep],
  );

  /** An event came live; false when it was known before. */
  const heard = useCallback((event: TimelineEventData): boolean => {
    const state = kept.current;
    if (!state || !isBeyond(state.heads, event)) return false;
    state.heads = { ...state.heads, [event.chain]: event.sequence };
    setUnread(distance(state.read ?? state.heads, state.heads));
    return true;
  }, []);

  const markAll = useCallback(() => {
    const state = kept.current;
    if (!state) return;
    setMark(null);
    keep(state.heads);
  }, [keep]);

  return { mark, unread, opened, saw, heard, markAll };
}
