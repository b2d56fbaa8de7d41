import { act, cleanup, renderHook, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp, WithTexts } from "@/app/in-app.test-kit";
import type { MyCalls } from "@/contacts/call-documents";
import { LineMenu } from "@/contacts/phone-line";
import { heldNow, hold, NOTHING } from "@/contacts/softphone/holding";
import { useOpenOnComputer } from "@/contacts/softphone/use-softphone";

type Line = NonNullable<MyCalls["line"]>;

const ringing = { lineId: "mine", device: "COMPUTER", state: "RINGING", phone: null } as Line;
const LINE = { __typename: "PhoneLine", ...ringing, openedAt: null, idleAt: null, closedBecause: null };

/** Opens the line; gives no token for it. */
const refusing: Exchange = () => (operations) =>
  pipe(
    operations,
    map((operation) =>
      makeResult(operation, {
        data: {
          openLine: { line: LINE, isNew: true, userErrors: [] },
          issueSoftphoneToken: { token: null, userErrors: [] },
          closeLine: { line: LINE, userErrors: [] },
        },
      }),
    ),
  );
const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [refusing] });
const within = ({ children }: { children: ReactNode }) => (
  <WithTexts>
    <Provider value={client}>{children}</Provider>
  </WithTexts>
);

function showLine(line: Line) {
  renderInApp(
    <Provider value={client}>
      <LineMenu line={line} />
    </Provider>,
  );
  return screen.getByRole("status").textContent;
}

beforeEach(() => {
  hold(NOTHING, null);
  const stream = { getTracks: () => [] };
  vi.stubGlobal("navigator", { ...navigator, mediaDevices: { getUserMedia: async () => stream } });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("a line that could not be made here stays this page’s own until the server has closed it", async () => {
  const { result } = renderHook(() => useOpenOnComputer(), { wrapper: within });

  await act(() => result.current());

  expect(heldNow()).toMatchObject({ phase: "NONE", lineId: "mine" });
  expect(showLine(ringing)).toBe("Closing your line…");
});

test("while the page asks for its token the line is being connected here", () => {
  hold({ ...NOTHING, phase: "ASKING", lineId: "mine" });

  expect(showLine(ringing)).toBe("Connecting…");
});

test("a line that this page did not open is another window’s", () => {
  hold({ ...NOTHING, lineId: "former" });

  expect(showLine(ringing)).toBe("Line being opened in another window");
});
