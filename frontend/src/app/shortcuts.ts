import { useEffect, useSyncExternalStore } from "react";

const KEY = "tandem.shortcuts";
const readers = new Set<() => void>();

/** Single-key shortcuts can be switched off (WCAG 2.1.4): they get in the way of speech input. */
export function shortcutsOn(): boolean {
  return localStorage.getItem(KEY) !== "off";
}

export function switchShortcuts(on: boolean) {
  localStorage.setItem(KEY, on ? "on" : "off");
  for (const reader of readers) reader();
}

export function useShortcutsOn(): boolean {
  return useSyncExternalStore((reader) => {
    readers.add(reader);
    return () => readers.delete(reader);
  }, shortcutsOn);
}

/** True where a key belongs to what is being written or chosen, not to the page. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]',
    ) !== null
  );
}

/**
 * Runs an action on a plain key, never while typing, in a dialog, or with a modifier held. A key that is held down acts
 * once: it is one wish. Only steps through a list go on for as long as it is held (`steps`).
 */
export function useShortcuts(actions: Record<string, () => void>, { steps = false } = {}) {
  const on = useShortcutsOn();
  useEffect(() => {
    if (!on) return;
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const action = actions[event.key];
      if (!action || (event.repeat && !steps)) return;
      event.preventDefault();
      action();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on, actions, steps]);
}
