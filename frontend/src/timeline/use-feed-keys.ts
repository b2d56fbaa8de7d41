import type { Virtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef } from "react";
import { useShortcuts } from "@/app/shortcuts";

/** Milliseconds within which a row that is gone to comes to its place. */
const GOING = 600;

type Places = {
  scroller: RefObject<HTMLDivElement | null>;
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  events: readonly { id: string }[];
  active: string | null;
  setActive: (id: string) => void;
  newer: { more: boolean };
  older: { more: boolean };
  onNewest: () => void;
  onOldest: () => void;
};

/** j/k and arrows go from event to event, the page keys a screenful, Home and End to the newest and the oldest. */
export function useFeedKeys(places: Places) {
  const { scroller, virtualizer, events, active, setActive, newer, older, onNewest, onOldest } = places;
  const toFocus = useRef<string | null>(null);
  const going = useRef<{ id: string; index: number; until: number } | null>(null);

  // The row is in the page from the next drawing on: the list keeps the active one there.
  useEffect(() => {
    if (toFocus.current === null || toFocus.current !== active) return;
    toFocus.current = null;
    scroller.current
      ?.querySelector<HTMLElement>(`[data-event="${CSS.escape(active)}"]`)
      ?.focus({ preventScroll: true });
  });

  // A page that comes on top meanwhile gives the row another place.
  useEffect(() => {
    const goal = going.current;
    if (!goal || performance.now() > goal.until) return;
    const index = events.findIndex((event) => event.id === goal.id);
    if (index < 0 || index === goal.index) return;
    goal.index = index;
    virtualizer.scrollToIndex(index, { align: "auto" });
  }, [events, virtualizer]);

  function focusRow(wanted: number) {
    const index = Math.max(0, Math.min(events.length - 1, wanted));
    const event = events[index];
    if (!event) return;
    toFocus.current = event.id;
    going.current = { id: event.id, index, until: performance.now() + GOING };
    setActive(event.id);
    if (index === events.length - 1 && !older.more) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(index, { align: "auto" });
  }

  function current(): number {
    const index = events.findIndex((event) => event.id === active);
    if (index >= 0) return index;
    // Nothing has the focus yet: the first step takes the row at the top of what is shown.
    return (virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0)?.index ?? 0) - 1;
  }

  function screenful(direction: 1 | -1) {
    const height = scroller.current?.clientHeight ?? 0;
    const at = virtualizer.measurementsCache[Math.max(0, current())]?.start ?? 0;
    const target = virtualizer.getVirtualItemForOffset(Math.max(0, at + direction * height * 0.9));
    focusRow(target?.index ?? current() + direction);
  }

  const keys: Record<string, () => void> = {
    ArrowDown: () => focusRow(current() + 1),
    ArrowUp: () => focusRow(current() - 1),
    PageDown: () => screenful(1),
    PageUp: () => screenful(-1),
    Home: () => (newer.more ? onNewest() : focusRow(0)),
    End: () => (older.more ? onOldest() : focusRow(events.length - 1)),
  };

  function press(event: KeyboardEvent) {
    const target = event.target as HTMLElement;
    const ours = target === scroller.current || target.dataset.event !== undefined;
    const action = keys[event.key];
    if (!ours || !action || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    action();
  }

  const step = useRef(focusRow);
  step.current = focusRow;
  const at = useRef(current);
  at.current = current;
  useShortcuts(
    useMemo(() => ({ j: () => step.current(at.current() + 1), k: () => step.current(at.current() - 1) }), []),
    { steps: true },
  );

  return { press, focusRow };
}
