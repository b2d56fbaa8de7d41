import { useEffect, useState } from "react";
import { now } from "@/app/clock";

/** Minutes and seconds since an instant, counted on this page. */
export function Elapsed({ since }: { since: string }) {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const tick = setInterval(() => setAt(now()), 1000);
    return () => clearInterval(tick);
  }, []);
  const seconds = Math.max(0, Math.floor((at - new Date(since).getTime()) / 1000));
  return (
    <span className="figures" role="timer" aria-live="off">
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
    </span>
  );
}
