import { useEffect } from "react";

const EVERY = 1500; // milliseconds: a run of a thousand letters takes a quarter of a minute

/** Asks again and again while the worker is busy with a run, and once more when it has ended. */
export function useFollowing(busy: boolean, ask: () => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ask` is made anew by each rendering
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(ask, EVERY);
    return () => {
      clearInterval(timer);
      ask();
    };
  }, [busy]);
}
