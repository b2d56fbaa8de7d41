import { notifications } from "@mantine/notifications";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { Client, type Exchange, type ExecutionResult, makeResult, Provider } from "urql";
import { afterEach, expect, test, vi } from "vitest";
import { map, pipe } from "wonka";
import { graphql } from "@/api/graphql";
import { placeErrors, useCommand } from "@/api/use-command";
import { renderInApp } from "@/app/in-app.test-kit";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test("a refusal of a field goes to the form, the others are left to be told", () => {
  const setFieldError = vi.fn();
  const form = { values: { amount: "", receivedOn: "" }, setFieldError };
  const rest = placeErrors(
    [
      { code: "too_much", field: ["input", "amount", "amount"], message: "More than is due." },
      { code: "closed", field: null, message: "The case file is closed." },
      { code: "unknown", field: ["input", "caseFileId"], message: "No such case file." },
    ],
    form,
  );
  expect(setFieldError.mock.calls).toEqual([["amount", "More than is due.", ["amount"]]]);
  expect(rest.map((error) => error.code)).toEqual(["closed", "unknown"]);
});

const Take = graphql(`
  mutation TakeInTest($input: TakeCaseFileInput!) { takeCaseFile(input: $input) { userErrors { code field message } } }
`);

function TakeButton() {
  const [take] = useCommand(Take);
  return (
    <button type="button" onClick={() => take({ input: { caseFileId: "c1" } })}>
      Take
    </button>
  );
}

/** Presses a button whose command is answered so, and gives what is said of it. */
async function press(answer: ExecutionResult) {
  const refusing: Exchange = () => (operations) =>
    pipe(
      operations,
      map((operation) => makeResult(operation, answer)),
    );
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [refusing] });
  renderInApp(
    <Provider value={client}>
      <TakeButton />
    </Provider>,
  );
  const show = vi.spyOn(notifications, "show").mockReturnValue("");
  fireEvent.click(screen.getByRole("button", { name: "Take" }));
  await vi.waitFor(() => expect(show).toHaveBeenCalledOnce());
  return show.mock.calls[0]?.[0];
}

test("a command that failed says that it may be tried again", async () => {
  const said = await press({ errors: [{ message: "INTERNAL" }] });

  expect(said).toMatchObject({ title: "This did not go through", message: "Try again in a moment." });
});

test("a command that may have been done says so, and not to try again", async () => {
  const extensions = { code: "UNAVAILABLE", reason: "perhaps_done" };
  const said = await press({ errors: [{ message: "Look before you try again.", extensions }] });

  expect(said).toMatchObject({ title: "This may have gone through", message: "Look before you try again." });
});
