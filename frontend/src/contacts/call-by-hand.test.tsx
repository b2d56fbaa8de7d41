import { notifications } from "@mantine/notifications";
import { act, cleanup, screen } from "@testing-library/react";
import { Client, type Exchange, makeResult, type OperationResult, Provider } from "urql";
import { afterEach, expect, test, vi } from "vitest";
import { map, pipe, tap } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import { DialLink, device } from "@/contacts/call-by-hand";

const REFUSED = { code: "contact_refused", field: null, message: "Une personne ne peut être appelée qu’une fois." };

/** Answers as the server does, and keeps what it was asked. */
function serving(userErrors: object[], asked: unknown[] = [], before?: string): Client {
  const answering: Exchange = () => (operations) =>
    pipe(
      operations,
      tap((operation) => asked.push(operation.variables)),
      map((operation): OperationResult => {
        const attempt = before ? { id: "attempt", createdAt: before } : null;
        const data = { callByHand: { attempt, begunBefore: Boolean(before), caseFile: null, userErrors } };
        return makeResult(operation, { data });
      }),
    );
  return new Client({ url: "/graphql", preferGetMethod: false, exchanges: [answering] });
}

function show(client: Client, refusedBy: string | null = null) {
  const begun = vi.fn();
  renderInApp(
    <Provider value={client}>
      <DialLink
        caseFileId="case"
        point={{ id: "point", value: "+33639980001" }}
        name={null}
        refusedBy={refusedBy}
        onBegun={begun}
      />
    </Provider>,
  );
  return begun;
}

const dial = vi.spyOn(device, "dial").mockImplementation(() => undefined);
afterEach(() => {
  cleanup();
  dial.mockClear();
});

test("a number is written down before the device dials it, and is no link that opens unasked", async () => {
  const asked: unknown[] = [];
  const begun = show(serving([], asked));

  await act(async () => screen.getByRole("button").click());

  expect(screen.queryByRole("link")).toBeNull();
  expect(asked).toMatchObject([{ input: { caseFileId: "case", contactPointId: "point" } }]);
  expect(dial.mock.calls).toEqual([["tel:+33639980001"]]);
  expect(begun).toHaveBeenCalledOnce();
});

test("what the gate refuses meanwhile is dialled by nobody", async () => {
  const begun = show(serving([REFUSED]));

  await act(async () => screen.getByRole("button").click());

  expect(dial).not.toHaveBeenCalled();
  expect(begun).not.toHaveBeenCalled();
});

test("a call that was begun before, whose answer was lost, is dialled by nobody and says so", async () => {
  const said = vi.spyOn(notifications, "show");
  const asked: unknown[] = [];
  const begun = show(serving([], asked, "2026-11-24T09:30:00Z"));

  await act(async () => screen.getByRole("button").click());
  await act(async () => screen.getByRole("button").click());

  expect(dial).not.toHaveBeenCalled();
  expect(begun).toHaveBeenCalled();
  expect(String(said.mock.lastCall?.[0].message)).toContain("24/11/2026");
  // It is known now: the next press is another intention.
  const keys = asked.map((one) => (one as { input: { idempotencyKey: string } }).input.idempotencyKey);
  expect(new Set(keys).size).toBe(2);
});

test("a number that may not be called now cannot be pressed, and says why", () => {
  show(serving([]), "why");

  expect(screen.getByRole("button")).toBeDisabled();
  expect(screen.getByRole("button").getAttribute("aria-describedby")).toBe("why");
});
