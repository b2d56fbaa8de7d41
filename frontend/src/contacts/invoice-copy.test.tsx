import { notifications } from "@mantine/notifications";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { Client, type Exchange, makeResult, type Operation, Provider } from "urql";
import { afterEach, expect, test, vi } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import { InvoiceCopyButton } from "@/contacts/invoice-copy";

const COPY = {
  claimId: "c1",
  documentNumber: "F-101",
  outstanding: { amount: "120.00", currency: "EUR" },
  documentId: "d1",
  fileName: "F-101 signed.pdf",
  addedForClaim: true,
};

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** The button on a case file with this copy, and what was sent from it. */
function onCaseFileWith(copy: typeof COPY, state = "PLANNED") {
  const sent: Operation["variables"][] = [];
  const answering: Exchange = () => (operations) =>
    pipe(
      operations,
      map((operation) => {
        if (operation.kind === "query") return makeResult(operation, { data: { invoiceCopies: [copy] } });
        if (operation.kind === "mutation") sent.push(operation.variables);
        const attempt = { state, until: null, to: "camille@example.org" };
        return makeResult(operation, { data: { sendInvoiceCopy: { attempt, caseFile: null, userErrors: [] } } });
      }),
    );
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [answering] });
  const told = vi.spyOn(notifications, "show").mockReturnValue("");
  renderInApp(
    <Provider value={client}>
      <InvoiceCopyButton caseFileId="f1" />
    </Provider>,
  );
  return { sent, told };
}

/** The colour of the first notice, and its words as they stand on the page. */
function said({ mock }: { mock: { calls: [{ color?: string; message: ReactNode }, ...unknown[]][] } }) {
  const [notice] = mock.calls[0] ?? [];
  return { color: notice?.color, words: renderInApp(notice?.message).container };
}

test("a copy that was added as the claim's invoice leaves with one key, and the notice names its file", async () => {
  const { sent, told } = onCaseFileWith(COPY);

  fireEvent.keyDown(document.body, { key: "f" });

  await waitFor(() => expect(told).toHaveBeenCalledOnce());
  expect(sent).toMatchObject([{ input: { caseFileId: "f1", claimId: "c1", documentId: "d1" } }]);
  const { color, words } = said(told);
  expect(color).toBe("green");
  expect(words).toHaveTextContent("F-101 signed.pdf leaves for camille@example.org.");
});

test("a file that its name alone tells is shown by its name and leaves when somebody has seen it", async () => {
  const { sent, told } = onCaseFileWith({ ...COPY, fileName: "Contestation F-101.pdf", addedForClaim: false });

  fireEvent.keyDown(document.body, { key: "f" });
  const choice = await screen.findByText("Contestation F-101.pdf");
  expect(sent).toEqual([]);
  fireEvent.click(choice);

  await waitFor(() => expect(told).toHaveBeenCalledOnce());
  expect(sent).toMatchObject([{ input: { documentId: "d1" } }]);
});

test("a copy that waits for a manager does not say that it leaves", async () => {
  const { told } = onCaseFileWith(COPY, "NEEDS_PERSON");

  fireEvent.keyDown(document.body, { key: "f" });

  await waitFor(() => expect(told).toHaveBeenCalledOnce());
  const { color, words } = said(told);
  expect(color).toBe("yellow");
  expect(words).toHaveTextContent("F-101 signed.pdf waits for the decision of a manager.");
});
