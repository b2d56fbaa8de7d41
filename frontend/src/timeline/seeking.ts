import { createContext, useContext } from "react";

export type Sought = { id: string; recordedAt: string };

/** Goes to an event of the timeline on screen, wherever it is; set by the timeline. */
export const Seeking = createContext<(event: Sought) => void>(() => undefined);

export function useSeek() {
  return useContext(Seeking);
}
