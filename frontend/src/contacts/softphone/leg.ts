import type { Call, Device } from "@twilio/voice-sdk";

/** Why the collector's own leg could not be made on this computer, or ended by itself. */
export type Trouble = "MICROPHONE" | "NO_MICROPHONE" | "UNSUPPORTED" | "NETWORK" | "REFUSED";

export type Token = { token: string; edge: string; lineId: string };

/** The collector's leg, held by this page. */
export type Leg = { mute(muted: boolean): void; close(): void };

export type Told = {
  opened(): void;
  /** The network is away, or there again. */
  waiting(waits: boolean): void;
  /** Once, whatever ended it; null when somebody hung up. */
  ended(trouble: Trouble | null): void;
};

type Loaded = { Device: typeof Device };

/** Twilio's SDK is large and seldom used: it is fetched when a line is first opened on a computer. */
const loadTwilio = (): Promise<Loaded> => import("@twilio/voice-sdk");

// Seconds before a token ends in which the next one is asked for.
const AHEAD = 60;

// Seconds until a token that did not come is asked for again: doubled each time, up to the longest. The server gives one
// every three seconds.
const AGAIN = 4;
const AGAIN_AT_MOST = 30;

// Seconds in which a leg must be made: shorter than the server waits for it.
const PATIENCE = 30;

// Seconds for which a connection that was lost is sought again.
const RETURN = 30;

// https://www.twilio.com/docs/api/errors: what the person at the computer can do about it.
const TROUBLES: Record<number, Trouble> = {
  31401: "MICROPHONE",
  31402: "NO_MICROPHONE",
  20101: "REFUSED",
  20104: "REFUSED",
  20151: "REFUSED",
  31001: "REFUSED",
  31002: "REFUSED",
  31201: "REFUSED",
  31202: "REFUSED",
  31203: "REFUSED",
  31204: "REFUSED",
  31205: "REFUSED",
};

/** What an error of the SDK means; what is not listed is the network's. */
export function troubleOf(error: unknown): Trouble {
  const code = typeof error === "object" && error !== null && "code" in error ? Number(error.code) : 0;
  return TROUBLES[code] ?? "NETWORK";
}

/** Asks for the microphone before anything is opened; null when it may be used. */
export async function microphoneTrouble(media = navigator.mediaDevices as MediaDevices | undefined) {
  if (!media?.getUserMedia) return "UNSUPPORTED" as const;
  try {
    const stream = await media.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return null;
  } catch (error) {
    const name = error instanceof Error || error instanceof DOMException ? error.name : "";
    return name === "NotAllowedError" || name === "SecurityError"
      ? ("MICROPHONE" as const)
      : ("NO_MICROPHONE" as const);
  }
}

/**
 * Begin to make the leg. `renew` gives a token for the time after this one, or null. All that goes wrong comes by
 * `told.ended`, never as an exception, and nothing comes after it.
 */
export function connectLeg(
  { token, edge, lineId }: Token,
  renew: () => Promise<string | null>,
  told: Told,
  load: () => Promise<Loaded> = loadTwilio,
): Leg {
  let device: Device | undefined;
  let call: Call | undefined;
  let trouble: Trouble | null = null;
  let over = false;
  let muted = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  function end(why: Trouble | null) {
    if (over) return;
    over = true;
    clearTimeout(patience);
    clearTimeout(again);
    device?.destroy();
    told.ended(why);
  }
  // Without a network the SDK goes on trying by itself, for ever.
  const patience = setTimeout(() => end(trouble ?? "NETWORK"), PATIENCE * 1000);

  /** Asks for the next token until one came: the SDK says only once that its own will end. */
  async function follow(seconds: number) {
    clearTimeout(again);
    const next = await renew();
    if (over) return;
    if (!next) {
      again = setTimeout(() => void follow(Math.min(2 * seconds, AGAIN_AT_MOST)), seconds * 1000);
      return;
    }
    device?.updateToken(next);
    // What signalling met meanwhile is no reason of an end that comes later.
    if (call?.status() === "open") trouble = null;
  }

  async function make() {
    const { Device: Made } = await load();
    if (over) return;
    if (!Made.isSupported) return end("UNSUPPORTED");
    device = new Made(token, {
      edge,
      closeProtection: true,
      enableImprovedSignalingErrorPrecision: true,
      maxCallSignalingTimeoutMs: RETURN * 1000,
      tokenRefreshMs: AHEAD * 1000,
    });
    device.on("error", (error: unknown) => {
      trouble = troubleOf(error);
      // A leg that goes on tells its own end: signalling that is lost may come back.
      if (!call) end(trouble);
    });
    device.on("tokenWillExpire", () => void follow(AGAIN));
    const made = await device.connect({ params: { line: lineId } });
    call = made;
    made.on("accept", () => {
      trouble = null;
      clearTimeout(patience);
      made.mute(muted);
      if (!over) told.opened();
    });
    made.on("reconnecting", () => over || told.waiting(true));
    made.on("reconnected", () => {
      trouble = null;
      if (!over) told.waiting(false);
    });
    made.on("error", (error: unknown) => {
      trouble = troubleOf(error);
      if (made.status() !== "open" && made.status() !== "reconnecting") end(trouble);
    });
    for (const last of ["disconnect", "cancel", "reject"]) made.on(last, () => end(trouble));
    if (over) made.disconnect();
  }

  make().catch((error: unknown) => end(troubleOf(error)));
  return {
    mute(wanted) {
      muted = wanted;
      call?.mute(wanted);
    },
    close: () => end(null),
  };
}
