import { useEffect, useState } from "react";

/** How long something must be before the reader's eyes to count as seen. */
const A_MOMENT = 1000;

function useVisible(): boolean {
  const [visible, setVisible] = useState(document.visibilityState === "visible");
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return visible;
}

/**
 * Calls `saw` once the same things have stood on screen for a moment in a tab that is visible. `showing` names them:
 * whatever changes it, such as scrolling, starts the moment again.
 */
export function useSeen(showing: string, saw: () => void) {
  const visible = useVisible();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the moment belongs to what is shown, not to the callback
  useEffect(() => {
    if (!visible || !showing) return;
    const timer = setTimeout(saw, A_MOMENT);
    return () => clearTimeout(timer);
  }, [visible, showing]);
}
