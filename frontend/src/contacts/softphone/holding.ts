import { useSyncExternalStore } from "react";
import type { Leg } from "@/contacts/softphone/leg";

/**
 * What this page holds of a line: one leg at a time, also while its reader goes from page to page. `lineId` is the line
 * that this page opened last: it stays known once the leg is gone, for the server closes the line a moment later.
 */
export type Holding = {
  phase: "NONE" | "ASKING" | "CONNECTING" | "OPEN" | "WAITING";
  lineId: string | null;
  muted: boolean;
};

export const NOTHING: Holding = { phase: "NONE", lineId: null, muted: false };

let holding = NOTHING;
let held: Leg | null = null;
const watching = new Set<() => void>();

/** What is held now. */
export const heldNow = () => holding;

/** Changes what is held, and tells who shows it. */
export function hold(changes: Partial<Holding>, leg?: Leg | null) {
  holding = { ...holding, ...changes };
  if (leg !== undefined) held = leg;
  for (const tell of watching) tell();
}

/** Hangs up what this page holds, if it holds something. */
export function letGo() {
  held?.close();
}

/** Switches the microphone off or on. */
export function mute(muted: boolean) {
  held?.mute(muted);
  hold({ muted });
}

function watch(tell: () => void) {
  watching.add(tell);
  return () => void watching.delete(tell);
}

export function useHolding(): Holding {
  return useSyncExternalStore(watch, heldNow);
}
