import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import type { CaseFile, Party } from "@/casefiles/documents";
import { AddPersonButton, CorrectPersonButton } from "@/casefiles/person-form";

afterEach(cleanup);

/** A server that keeps what it is told, and refuses with `userErrors`. */
function told(field: string, userErrors: object[] = []) {
  const inputs: unknown[] = [];
  const answering: Exchange = () => (operations) =>
    pipe(
      operations,
      map((operation) => {
        inputs.push((operation.variables as { input: unknown }).input);
        return makeResult(operation, { data: { [field]: { caseFile: null, userErrors } } });
      }),
    );
  return { inputs, client: new Client({ url: "/graphql", preferGetMethod: false, exchanges: [answering] }) };
}

test("a guarantor is entered with where they live and as whom they are bound", async () => {
  const { inputs, client } = told("addParty");
  renderInApp(
    <Provider value={client}>
      <AddPersonButton caseFile={{ id: "f1" } as CaseFile} />
    </Provider>,
  );

  fireEvent.click(screen.getByRole("button", { name: "Add a person" }));
  fireEvent.change(await screen.findByLabelText("Name"), { target: { value: " Lies Borg " } });
  fireEvent.change(screen.getByLabelText("Lives in"), { target: { value: "BE" } });
  fireEvent.change(screen.getByLabelText("Is bound as"), { target: { value: "CONSUMER" } });
  fireEvent.click(screen.getByRole("button", { name: "Add" }));

  const entered = { caseFileId: "f1", role: "GUARANTOR", name: "Lies Borg" };
  await waitFor(() => expect(inputs).toEqual([{ ...entered, country: "BE", segment: "CONSUMER", language: null }]));
});

test("a correction starts from what is known, and what is refused is said beside its field", async () => {
  const refused = { code: "invalid_input", field: ["input", "country"], message: "No such country." };
  const { inputs, client } = told("correctParty", [refused]);
  const party = { id: "p1", name: "Lies Borg", country: "FR", segment: null, language: "en" } as unknown as Party;
  renderInApp(
    <Provider value={client}>
      <CorrectPersonButton party={party} />
    </Provider>,
  );

  fireEvent.click(screen.getByRole("button", { name: "Correct country and status: Lies Borg" }));
  expect(await screen.findByLabelText("Lives in")).toHaveValue("FR");
  expect(screen.getByRole("button", { name: "Correct" })).toBeDisabled();
  fireEvent.change(screen.getByLabelText("Lives in"), { target: { value: "" } });
  fireEvent.change(screen.getByLabelText("Reason"), { target: { value: "Her letter" } });
  fireEvent.click(screen.getByRole("button", { name: "Correct" }));

  expect(await screen.findByText("No such country.")).toBeInTheDocument();
  expect(inputs).toEqual([{ partyId: "p1", country: null, segment: null, language: "en", reason: "Her letter" }]);
});
