import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { TelephonePanel } from "@/accounts/telephone-panel";
import { renderInApp } from "@/app/in-app.test-kit";

afterEach(cleanup);

/** The panel, before a server that keeps what it is told and refuses with `userErrors`. */
function show(telephone: string | null, isSender: boolean, userErrors: object[] = []) {
  const inputs: unknown[] = [];
  const answering: Exchange = () => (operations) =>
    pipe(
      operations,
      map((operation) => {
        inputs.push((operation.variables as { input: unknown }).input);
        return makeResult(operation, { data: { setAgencyTelephone: { telephone, userErrors } } });
      }),
    );
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [answering] });
  renderInApp(
    <Provider value={client}>
      <TelephonePanel telephone={telephone} isSender={isSender} />
    </Provider>,
  );
  return inputs;
}

async function enter(telephone: string) {
  fireEvent.click(screen.getByRole("button", { name: "Change the telephone" }));
  fireEvent.change(await screen.findByLabelText("Telephone"), { target: { value: telephone } });
  fireEvent.click(screen.getByRole("button", { name: "Save the telephone" }));
}

test("the telephone that people are told to dial is replaced by one that the office answers", async () => {
  const inputs = show("+33199001210", true);
  expect(screen.getByText(/^It is one of your own senders/)).toBeVisible();

  await enter("01 99 00 13 14");

  await waitFor(() => expect(inputs).toEqual([{ telephone: "01 99 00 13 14" }]));
});

test("an agency without a telephone is told so, and what is none is refused beside its field", async () => {
  const refused = { code: "invalid_input", field: ["telephone"], message: "No telephone number." };
  show(null, false, [refused]);
  expect(screen.getByText(/^Letters, messages and calls name no telephone/)).toBeVisible();
  expect(screen.queryByText(/^It is one of your own senders/)).toBeNull();

  await enter("ring us");

  expect(await screen.findByText("No telephone number.")).toBeVisible();
});
