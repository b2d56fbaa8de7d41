import { cleanup, fireEvent, screen } from "@testing-library/react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import type { CaseFile } from "@/casefiles/documents";
import { ReceivedCallButton } from "@/contacts/received-call";

afterEach(cleanup);

const refusing: Exchange = () => (operations) =>
  pipe(
    operations,
    map((operation) => {
      const refused = { code: "invalid", field: ["input", "at"], message: "That is still to come." };
      return makeResult(operation, { data: { recordReceivedCall: { caseFile: null, userErrors: [refused] } } });
    }),
  );

test("what is refused of the instant of a call is said beside its day", async () => {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [refusing] });
  const caseFile = { id: "f1", parties: [{ id: "p1", name: "Camille Roux" }] } as unknown as CaseFile;
  renderInApp(
    <Provider value={client}>
      <ReceivedCallButton caseFile={caseFile} />
    </Provider>,
  );

  fireEvent.click(screen.getByRole("button", { name: "They called us" }));
  fireEvent.click(await screen.findByRole("button", { name: "Record" }));

  expect(await screen.findByText("That is still to come.")).toBeInTheDocument();
  expect(screen.getByLabelText("Called on")).toBeInvalid();
});
