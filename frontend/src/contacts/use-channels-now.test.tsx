import { act, cleanup, render } from "@testing-library/react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { filter, map, pipe } from "wonka";
import type { CaseFile } from "@/casefiles/documents";
import { opensAt, useChannelsNow } from "@/contacts/use-channels-now";

type Channels = CaseFile["channels"];

const EIGHT = "2026-11-24T07:00:00Z";
const NINE = "2026-11-24T08:00:00Z";
const A_MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.setSystemTime("2026-11-24T06:59:00Z");
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function verdict(until: string | null): Channels[number]["verdict"] {
  const decision = until ? "DEFER" : "ALLOW";
  return { decision, until, packVersion: "fr 1", unsaid: [], reasons: [], claims: [] };
}

/** One channel with one address; `until`: from when it may be used, null: already. */
function channel(until: string | null, addressUntil = until, automatedUntil: string | null = null): Channels[number] {
  const address = { contactPointId: "p", zones: [], callbackAt: null };
  return {
    channel: "VOICE",
    configured: true,
    verdict: verdict(until),
    addresses: [{ ...address, verdict: verdict(addressUntil), automatedCall: verdict(automatedUntil) }],
  };
}

/** A page that stands open, and how often it has asked. */
function open(channels: Channels) {
  let asked = 0;
  const counted: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind === "query"),
      map((operation) => {
        asked += 1;
        return makeResult(operation, { data: { caseFile: null } });
      }),
    );
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [counted] });
  function Page({ shown }: { shown: Channels }) {
    useChannelsNow({ id: "c", channels: shown });
    return null;
  }
  function page(shown: Channels) {
    return (
      <Provider value={client}>
        <Page shown={shown} />
      </Provider>
    );
  }
  const { rerender, unmount } = render(page(channels));
  return { asked: () => asked, show: (shown: Channels) => rerender(page(shown)), close: unmount };
}

function looked(state: DocumentVisibilityState) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
}

test("what opens first counts: a channel, one address of it, or an automated call to that", () => {
  expect(opensAt([])).toBeNull();
  expect(opensAt([channel(null)])).toBeNull();
  expect(opensAt([channel(NINE), channel(EIGHT)])).toBe(Date.parse(EIGHT));
  expect(opensAt([channel(null, NINE)])).toBe(Date.parse(NINE));
  expect(opensAt([channel(null, null, NINE)])).toBe(Date.parse(NINE));
});

test("a page that says “not before eight” asks once when it is eight, and again when what opens next does", () => {
  const page = open([channel(EIGHT)]);

  vi.advanceTimersByTime(A_MINUTE);
  expect(page.asked()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(page.asked()).toBe(1);
  vi.advanceTimersByTime(10 * A_MINUTE);
  expect(page.asked()).toBe(1);

  page.show([channel(null, NINE)]);
  vi.advanceTimersByTime(60 * A_MINUTE);
  expect(page.asked()).toBe(2);
});

test("an answer that was kept since before the instant is asked for anew at once", () => {
  vi.setSystemTime(NINE);
  const page = open([channel(EIGHT)]);

  vi.advanceTimersByTime(1000);

  expect(page.asked()).toBe(1);
});

test("a page that nobody looks at waits until somebody does", () => {
  const page = open([channel(EIGHT)]);

  looked("hidden");
  vi.advanceTimersByTime(120 * A_MINUTE);
  expect(page.asked()).toBe(0);

  looked("visible");
  expect(page.asked()).toBe(1);
});

test("nothing is asked where nothing opens within days, by whoever reads no channels, or after the page", () => {
  const late = open([channel("2027-03-01T07:00:00Z")]);
  const reader = open([]);
  const left = open([channel(EIGHT)]);
  left.close();

  looked("visible");
  vi.advanceTimersByTime(24 * 60 * A_MINUTE);

  expect([late.asked(), reader.asked(), left.asked()]).toEqual([1, 0, 0]);
});
