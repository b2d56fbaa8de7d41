import { notifications } from "@mantine/notifications";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { Client, type Exchange, type ExecutionResult, makeErrorResult, makeResult, Provider } from "urql";
import { afterEach, expect, test, vi } from "vitest";
import { map, pipe } from "wonka";
import { graphql } from "@/api/graphql";
import { useKeyedCommand } from "@/api/use-keyed-command";
import { renderInApp } from "@/app/in-app.test-kit";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const Confirm = graphql(`
  mutation ConfirmInTest($input: ConfirmPlacementInput!) {
    confirmPlacement(input: $input) { userErrors { code field message } }
  }
`);

function Button() {
  const [confirm] = useKeyedCommand(Confirm);
  return (
    <>
      <button type="button" onClick={() => confirm({ batchId: "first" })}>
        First
      </button>
      <button type="button" onClick={() => confirm({ batchId: "second" })}>
        Second
      </button>
    </>
  );
}

const DONE = { data: { confirmPlacement: { userErrors: [] } } };
const CONFLICT = {
  data: {
    confirmPlacement: {
      userErrors: [{ code: "conflicting_key", field: ["input", "idempotencyKey"], message: "Sent before." }],
    },
  },
};

/** Presses the buttons in turn, each answered as told (null: the answer is lost); gives the keys that were sent. */
async function keysOf(...presses: ["First" | "Second", ExecutionResult | null][]): Promise<string[]> {
  const keys: string[] = [];
  const answer: Exchange = () => (operations) =>
    pipe(
      operations,
      map((operation) => {
        const [, told] = presses[keys.length] ?? [];
        keys.push((operation.variables as { input: { idempotencyKey: string } }).input.idempotencyKey);
        return told ? makeResult(operation, told) : makeErrorResult(operation, new Error("lost"));
      }),
    );
  const client = new Client({ url: "/graphql", exchanges: [answer], preferGetMethod: false });
  renderInApp(
    <Provider value={client}>
      <Button />
    </Provider>,
  );
  for (const [index, [name]] of presses.entries()) {
    fireEvent.click(screen.getByRole("button", { name }));
    await vi.waitFor(() => expect(keys).toHaveLength(index + 1));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return keys;
}

test("after a lost answer the same key is sent, whatever the input is by then", async () => {
  const [first, second] = await keysOf(["First", null], ["Second", null]);

  expect(second).toBe(first);
});

test("once it is done, the same again is a new intention", async () => {
  const [first, second] = await keysOf(["First", DONE], ["First", DONE]);

  expect(second).not.toBe(first);
});

test("whose first press went through after all is told so, and the next press is a new intention", async () => {
  const show = vi.spyOn(notifications, "show");

  const [first, second, third] = await keysOf(["First", null], ["Second", CONFLICT], ["Second", DONE]);

  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(show.mock.lastCall?.[0].message).toContain("went through after all");
});
