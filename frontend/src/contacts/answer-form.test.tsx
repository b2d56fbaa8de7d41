import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { Client, type Exchange, makeResult, type Operation, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import type { CaseFile } from "@/casefiles/documents";
import { AnswerForm, addressesOf, withReply } from "@/contacts/answer-form";
import { reachableBy } from "@/contacts/reachable";

afterEach(cleanup);

const point = (id: string, kind: string, value: string) => ({
  id,
  kind,
  value,
  invalidReason: null,
  validUntil: null,
  optedOut: [],
});

const CASE_FILE = {
  id: "f1",
  documents: [],
  channels: [
    { channel: "SMS", configured: true, addresses: [] },
    { channel: "EMAIL", configured: true, addresses: [] },
  ],
  parties: [
    {
      id: "p1",
      name: "Camille Durand",
      contactPoints: [point("c1", "PHONE", "+33639980001"), point("c2", "EMAIL", "camille@example.org")],
    },
    { id: "p2", name: "Paul Caution", contactPoints: [point("c3", "PHONE", "+33639980002")] },
  ],
} as unknown as CaseFile;

const MESSAGE = { id: "e1", channel: "SMS", from: "+33639980002", subject: null, body: "Avez-vous reçu ?" } as const;

/** The form over an API that says this of the words, with what it was asked to send. */
function answering(problems: { message: string }[] = []) {
  const sent: Operation["variables"][] = [];
  const exchange: Exchange = () => (operations) =>
    pipe(
      operations,
      map((operation) => {
        if (operation.kind === "mutation") {
          sent.push(operation.variables);
          return makeResult(operation, {
            data: { answerMessage: { attempt: { state: "PLANNED" }, caseFile: null, userErrors: [] } },
          });
        }
        const verdict = { decision: "ALLOW", until: null, reasons: [], claims: [], unsaid: [] };
        const body = `${operation.variables?.words}\nCabinet Martin`;
        return makeResult(operation, {
          data: {
            messageTemplates: [{ id: "sms_answer.fr", title: "Réponse libre", language: "fr" }],
            readyReplies: [{ id: "r1", title: "Comment payer", language: "fr", text: "Par virement." }],
            contactPreview: { subject: null, body, segments: 1, encoding: "GSM-7", verdict, problems },
          },
        });
      }),
    );
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [exchange] });
  renderInApp(
    <Provider value={client}>
      <AnswerForm caseFile={CASE_FILE} message={MESSAGE} onDone={() => undefined} />
    </Provider>,
  );
  return sent;
}

test("only the addresses of whoever wrote are offered, the one that they wrote from first", () => {
  const offered = addressesOf("+33639980002", reachableBy("SMS", CASE_FILE), CASE_FILE);

  expect(offered.map(({ point: { id } }) => id)).toEqual(["c3"]);
});

test("where nobody is known by the address, all are offered", () => {
  const offered = addressesOf("x@ailleurs.example", reachableBy("SMS", CASE_FILE), CASE_FILE);

  expect(offered.map(({ point: { id } }) => id)).toEqual(["c1", "c3"]);
});

test("a ready reply stands alone, or after what is written", () => {
  expect(withReply("  ", "Par virement.")).toBe("Par virement.");
  expect(withReply("Bonjour,\n", "Par virement.")).toBe("Bonjour,\n\nPar virement.");
});

test("what is written is shown framed and sent by Ctrl+Enter, once", async () => {
  const sent = answering();

  const text = await screen.findByLabelText(/Your answer/);
  fireEvent.change(text, { target: { value: "C’est noté." } });
  await screen.findByText(/C’est noté\.\s+Cabinet Martin/);
  fireEvent.keyDown(text, { key: "Enter", ctrlKey: true });

  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent).toMatchObject([
    {
      input: {
        caseFileId: "f1",
        messageId: "e1",
        contactPointId: "c3",
        templateId: "sms_answer.fr",
        words: "C’est noté.",
      },
    },
  ]);
});

test("words that may not leave are said beside the field, and nothing is sent", async () => {
  const sent = answering([{ message: "“huissier” may not be said." }]);

  fireEvent.change(await screen.findByLabelText(/Your answer/), { target: { value: "Un huissier passera." } });

  expect(await screen.findByText("“huissier” may not be said.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
  expect(sent).toEqual([]);
});
