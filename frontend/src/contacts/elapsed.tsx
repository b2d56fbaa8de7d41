import { useEffect, useState } from "react";
import { now } from "@/app/clock";
import { formatLength } from "@/formatting/lengths";

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
      {formatLength(seconds)}
    </span>
  );
}
