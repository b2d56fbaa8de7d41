import { EventEmitter } from "node:events";
import type { Device } from "@twilio/voice-sdk";
import { beforeEach, expect, test, vi } from "vitest";
import { connectLeg, microphoneTrouble, type Told, troubleOf } from "@/contacts/softphone/leg";

const TOKEN = { token: "one", edge: "dublin", lineId: "line-1" };

/** The SDK's call, as far as the leg uses it. */
class PlayedCall extends EventEmitter {
  state = "connecting";
  mute = vi.fn();
  disconnect = vi.fn(() => this.emit("disconnect", this));
  status = () => this.state;
  accept() {
    this.state = "open";
    this.emit("accept", this);
  }
}

/** The SDK's device, as far as the leg uses it; `refusal` is what `connect` ends with. */
class PlayedDevice extends EventEmitter {
  static isSupported = true;
  static made: PlayedDevice[] = [];
  static refusal: unknown = null;
  call = new PlayedCall();
  destroy = vi.fn();
  updateToken = vi.fn();
  asked: unknown;
  constructor(
    readonly token: string,
    readonly options: Record<string, unknown>,
  ) {
    super();
    PlayedDevice.made.push(this);
  }
  async connect(options: unknown) {
    this.asked = options;
    if (PlayedDevice.refusal) throw PlayedDevice.refusal;
    return this.call;
  }
}

const load = async () => ({ Device: PlayedDevice as unknown as typeof Device });
const told = { opened: vi.fn(), waiting: vi.fn(), ended: vi.fn() } satisfies Told;
const renew = vi.fn<() => Promise<string | null>>(async () => "two");

async function connected() {
  const leg = connectLeg(TOKEN, renew, told, load);
  await vi.waitFor(() => expect(PlayedDevice.made.at(-1)?.asked).toBeDefined());
  await Promise.resolve();
  const device = PlayedDevice.made.at(-1) as PlayedDevice;
  return { leg, device, call: device.call };
}

beforeEach(() => {
  vi.clearAllMocks();
  PlayedDevice.made = [];
  PlayedDevice.refusal = null;
  PlayedDevice.isSupported = true;
});

test("the leg asks for its line, at the edge that the token is for", async () => {
  const { device, call } = await connected();
  expect(device.token).toBe("one");
  expect(device.options).toMatchObject({ edge: "dublin", closeProtection: true, tokenRefreshMs: 60_000 });
  expect(device.asked).toEqual({ params: { line: "line-1" } });
  expect(told.opened).not.toHaveBeenCalled();
  call.accept();
  expect(told.opened).toHaveBeenCalledOnce();
});

test("a token is renewed before it ends, and not once the leg is over", async () => {
  const { leg, device } = await connected();
  device.emit("tokenWillExpire", device);
  await vi.waitFor(() => expect(device.updateToken).toHaveBeenCalledWith("two"));
  renew.mockResolvedValueOnce(null);
  device.emit("tokenWillExpire", device);
  leg.close();
  device.emit("tokenWillExpire", device);
  await Promise.resolve();
  await Promise.resolve();
  expect(device.updateToken).toHaveBeenCalledOnce();
});

test("a token that did not come is asked for until it does, and what was wrong meanwhile is no reason of a later end", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const { device, call } = await connected();
    call.accept();
    renew.mockResolvedValueOnce(null).mockResolvedValueOnce(null);
    device.emit("error", { code: 31204 });
    device.emit("tokenWillExpire", device);
    await vi.advanceTimersByTimeAsync(3_900);
    expect(renew).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(renew).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(renew).toHaveBeenCalledTimes(3);
    expect(device.updateToken.mock.calls).toEqual([["two"]]);
    call.emit("disconnect", call);
    expect(told.ended.mock.calls).toEqual([[null]]);
  } finally {
    vi.useRealTimers();
  }
});

test("nothing is asked for any more once the leg is over", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const { leg, device } = await connected();
    renew.mockResolvedValueOnce(null);
    device.emit("tokenWillExpire", device);
    await vi.advanceTimersByTimeAsync(0);
    leg.close();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(renew).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});

test("who hangs up is told once, and without a trouble", async () => {
  const { device, call } = await connected();
  call.accept();
  call.emit("disconnect", call);
  call.emit("disconnect", call);
  expect(told.ended.mock.calls).toEqual([[null]]);
  expect(device.destroy).toHaveBeenCalledOnce();
});

test("closing it on the page ends it without waiting for the network", async () => {
  const { leg, device, call } = await connected();
  call.accept();
  leg.close();
  call.emit("disconnect", call);
  expect(told.ended.mock.calls).toEqual([[null]]);
  expect(device.destroy).toHaveBeenCalledOnce();
});

test("a network that comes back is told and ends nothing; one that does not is the trouble", async () => {
  const { call } = await connected();
  call.accept();
  call.state = "reconnecting";
  call.emit("error", { code: 53405 });
  call.emit("reconnecting", { code: 53405 });
  expect(told.waiting).toHaveBeenLastCalledWith(true);
  call.state = "open";
  call.emit("reconnected");
  expect(told.waiting).toHaveBeenLastCalledWith(false);
  expect(told.ended).not.toHaveBeenCalled();
  call.state = "reconnecting";
  call.emit("error", { code: 53405 });
  call.emit("disconnect", call);
  expect(told.ended.mock.calls).toEqual([["NETWORK"]]);
});

test.each([
  [{ code: 31401 }, "MICROPHONE"],
  [{ code: 31402 }, "NO_MICROPHONE"],
  [{ code: 20104 }, "REFUSED"],
  [new Error("no code"), "NETWORK"],
])("what connecting ends with is told: %o", async (refusal, trouble) => {
  PlayedDevice.refusal = refusal;
  const { leg, device } = await connected();
  await vi.waitFor(() => expect(told.ended.mock.calls).toEqual([[trouble]]));
  expect(device.destroy).toHaveBeenCalledOnce();
  leg.close();
  expect(told.ended).toHaveBeenCalledOnce();
});

test("an error before anybody answered ends it", async () => {
  const { call } = await connected();
  call.emit("error", { code: 31005 });
  expect(told.ended.mock.calls).toEqual([["NETWORK"]]);
  call.accept();
  expect(told.opened).not.toHaveBeenCalled();
});

test("who cannot be reached is not waited for without end, and one who was is not cut off", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    connectLeg(TOKEN, renew, told, () => new Promise(() => {}));
    vi.advanceTimersByTime(30_000);
    expect(told.ended.mock.calls).toEqual([["NETWORK"]]);
    told.ended.mockClear();
    connectLeg(TOKEN, renew, told, load);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    PlayedDevice.made.at(-1)?.call.accept();
    vi.advanceTimersByTime(60_000);
    expect(told.opened).toHaveBeenCalledOnce();
    expect(told.ended).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
  }
});

test("closed while its code is being fetched, it calls nobody", async () => {
  const leg = connectLeg(TOKEN, renew, told, load);
  leg.close();
  await Promise.resolve();
  await Promise.resolve();
  expect(PlayedDevice.made).toEqual([]);
  expect(told.ended.mock.calls).toEqual([[null]]);
});

test("an error of signalling alone does not end a conversation", async () => {
  const { device, call } = await connected();
  call.accept();
  device.emit("error", { code: 53000 });
  expect(told.ended).not.toHaveBeenCalled();
});

test("a browser without what calls need, and an SDK that cannot be fetched", async () => {
  PlayedDevice.isSupported = false;
  connectLeg(TOKEN, renew, told, load);
  await vi.waitFor(() => expect(told.ended.mock.calls).toEqual([["UNSUPPORTED"]]));
  expect(PlayedDevice.made).toEqual([]);
  told.ended.mockClear();
  connectLeg(TOKEN, renew, told, () => Promise.reject(new TypeError("Failed to fetch")));
  await vi.waitFor(() => expect(told.ended.mock.calls).toEqual([["NETWORK"]]));
});

test("the microphone that was switched off before the answer stays off", async () => {
  const { leg, call } = await connected();
  leg.mute(true);
  call.accept();
  expect(call.mute).toHaveBeenLastCalledWith(true);
  leg.mute(false);
  expect(call.mute).toHaveBeenLastCalledWith(false);
});

function media(answer: () => Promise<unknown>) {
  return { getUserMedia: answer } as unknown as MediaDevices;
}

test("the microphone is asked for and given back at once, or it is said what is wrong with it", async () => {
  const stop = vi.fn();
  expect(await microphoneTrouble(media(async () => ({ getTracks: () => [{ stop }] })))).toBeNull();
  expect(stop).toHaveBeenCalledOnce();
  const refused = new DOMException("no", "NotAllowedError");
  expect(await microphoneTrouble(media(() => Promise.reject(refused)))).toBe("MICROPHONE");
  const none = new DOMException("no", "NotFoundError");
  expect(await microphoneTrouble(media(() => Promise.reject(none)))).toBe("NO_MICROPHONE");
  expect(await microphoneTrouble(undefined)).toBe("UNSUPPORTED");
});

test("the SDK's own words for its errors are known", () => {
  expect([31202, 31204, 31003, 99999].map((code) => troubleOf({ code }))).toEqual([
    "REFUSED",
    "REFUSED",
    "NETWORK",
    "NETWORK",
  ]);
});
