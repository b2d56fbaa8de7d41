import { useSyncExternalStore } from "react";

/** Whether the live connection stands: read by the offline banner, written by the WebSocket client. */
let live = true;
const readers = new Set<() => void>();

function tell() {
  for (const reader of readers) reader();
}

/** Called by the WebSocket client when the connection is made, or lost and being retried. */
export function setLive(next: boolean) {
  if (live === next) return;
  live = next;
  tell();
}

function subscribe(reader: () => void) {
  readers.add(reader);
  window.addEventListener("online", reader);
  window.addEventListener("offline", reader);
  return () => {
    readers.delete(reader);
    window.removeEventListener("online", reader);
    window.removeEventListener("offline", reader);
  };
}

/** False while the browser has no network or the live connection is being retried. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine && live);
}
