import { useRef } from "react";

/**
 * One key for one intended write: a second press or a retry after a lost answer repeats it, so the server does the
 * work once. Call `renew` when the write is done.
 */
export function useIdempotencyKey() {
  const key = useRef(crypto.randomUUID());
  return {
    current: () => key.current,
    renew: () => {
      key.current = crypto.randomUUID();
    },
  };
}
