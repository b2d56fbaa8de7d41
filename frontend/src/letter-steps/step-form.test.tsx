import { cleanup, fireEvent, screen } from "@testing-library/react";
import { Client, type Exchange, makeResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import type { Attempt } from "@/casefiles/documents";
import { StepForm } from "@/letter-steps/step-form";

afterEach(cleanup);

const PROOF = { id: "d1", name: "Receipt.pdf", chain: "PARTIES", state: "RECORDED" };
const ANOTHER_DAY = { code: "invalid", field: ["input", "happenedOn"], message: "The letter was posted another day." };

/** What was told before of a letter, with the file that proves it. */
const KNOWN = {
  __typename: "LetterStepRecorded",
  id: "e1",
  step: "DELIVERED",
  happenedOn: "2026-11-22",
  supersededBy: null,
  attempt: { id: "a1" },
  document: { id: "d1" },
};

/** Answers with one file of the case and one step of the letter, and refuses every step. */
const refusing: Exchange = () => (operations) =>
  pipe(
    operations,
    map((operation) => {
      const caseFile = { id: "f1", documents: [PROOF], timeline: { edges: [{ node: KNOWN }] } };
      const node = { __typename: "ContactAttempt", id: "a1", caseFile };
      if (operation.kind === "query") return makeResult(operation, { data: { node } });
      const recordLetterStep = { attempt: null, caseFile: null, userErrors: [ANOTHER_DAY] };
      return makeResult(operation, { data: { recordLetterStep } });
    }),
  );

test("a proof of posting that is refused for its day says so, though the form shows no day", async () => {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [refusing] });
  const attempt = { id: "a1", postalService: "ORDINARY", postedOn: "2026-11-20" } as Attempt;
  renderInApp(
    <Provider value={client}>
      <StepForm attempt={attempt} onDone={() => undefined} />
    </Provider>,
  );

  fireEvent.change(screen.getByLabelText("Where the letter is"), { target: { value: "POSTED" } });
  fireEvent.change(screen.getByLabelText("Proof"), { target: { value: "d1" } });
  fireEvent.click(screen.getByRole("button", { name: "Record" }));

  expect(await screen.findByText("The letter was posted another day.")).toBeInTheDocument();
});

test("a step that was told before shows its day and its proof, and another step does not", async () => {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [refusing] });
  const attempt = { id: "a1", postalService: "ORDINARY", postedOn: "2026-11-20" } as Attempt;
  renderInApp(
    <Provider value={client}>
      <StepForm attempt={attempt} onDone={() => undefined} />
    </Provider>,
  );

  expect(screen.getByLabelText("Where the letter is")).toHaveValue("DELIVERED");
  expect(screen.getByLabelText("Proof")).toHaveValue("d1");
  expect(screen.getByLabelText("Since")).toHaveDisplayValue(/22/);
  expect(screen.queryByRole("option", { name: "No file" })).toBeNull();

  fireEvent.change(screen.getByLabelText("Where the letter is"), { target: { value: "IN_TRANSIT" } });

  expect(screen.getByLabelText("Proof")).toHaveValue("");
});
