import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { Client, type Exchange, makeResult, type Operation, Provider } from "urql";
import { afterEach, expect, test, vi } from "vitest";
import { map, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import type { CaseFile } from "@/casefiles/documents";
import { Parties } from "@/casefiles/parties";
import { LiftOptOutDialog } from "@/contacts/lift-opt-out";
import { Nowhere } from "@/contacts/nowhere";

const NOWHERE = [{ partyId: "p1", source: "on the page of a message", recordedAt: "2026-11-24T09:30:00Z" }];
const POINT = {
  id: "a1",
  kind: "PHONE",
  value: "+33639981102",
  place: "UNKNOWN",
  invalidReason: null,
  optedOut: ["SMS"],
};

afterEach(cleanup);

/** A case file of one person, for whoever has these rights. */
function caseFileFor(rights: Partial<CaseFile["viewerCan"]>): CaseFile {
  const parties = [{ id: "p1", role: "DEBTOR", name: "Camille Durand", contactPoints: [POINT] }];
  return { id: "f1", parties, viewerCan: rights } as unknown as CaseFile;
}

/** A client that answers every mutation, and what it was asked. */
function answering() {
  const sent: Operation["variables"][] = [];
  const exchange: Exchange = () => (operations) =>
    pipe(
      operations,
      map((operation) => {
        if (operation.kind === "mutation") sent.push(operation.variables);
        return makeResult(operation, { data: { liftEveryOptOut: { caseFile: null, userErrors: [] } } });
      }),
    );
  return { sent, client: new Client({ url: "/graphql", preferGetMethod: false, exchanges: [exchange] }) };
}

test("who refused everything is named, and is reached again once it is said where that stands", async () => {
  const { sent, client } = answering();
  const lifted = vi.fn();
  renderInApp(
    <Provider value={client}>
      <Nowhere caseFile={caseFileFor({ liftOptOut: true })} nowhere={NOWHERE} onLifted={lifted} />
    </Provider>,
  );

  expect(screen.getByRole("listitem")).toHaveTextContent(/Camille Durand.*on the page of a message/s);
  fireEvent.click(screen.getByRole("button", { name: "Camille Durand wants to be reached again" }));
  screen.getByText(/Where they texted STOP, texts arrive only once they text START/);
  const press = screen.getByRole("button", { name: "Lift every opt-out" });
  expect(press).toBeDisabled();
  fireEvent.change(screen.getByLabelText("Where it stands"), { target: { value: "By telephone, to Awa" } });
  fireEvent.click(press);

  await waitFor(() => expect(lifted).toHaveBeenCalledOnce());
  expect(sent).toEqual([{ input: { caseFileId: "f1", partyId: "p1", evidence: "By telephone, to Awa" } }]);
});

test("whoever may not lift opt-outs reads it without a button; without any there is nothing", () => {
  const caseFile = caseFileFor({ liftOptOut: false });
  const at = (nowhere: typeof NOWHERE) => (
    <Provider value={answering().client}>
      <Nowhere caseFile={caseFile} nowhere={nowhere} onLifted={vi.fn()} />
    </Provider>
  );
  renderInApp(at(NOWHERE));
  expect(screen.getByText("Refuses to be reached at all")).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();

  const { container } = renderInApp(at([]));
  expect(container.querySelector("section")).toBeNull();
});

test.each([
  [{ recordOptOut: true, liftOptOut: false }, ["Record an opt-out: Call"]],
  [{ recordOptOut: false, liftOptOut: true }, ["Lift the opt-out: SMS"]],
  [
    { recordOptOut: false, liftOptOut: false, writeContactPoint: true },
    ["Where it is: Home", "Where it is: Mobile", "Where it is: Work"],
  ],
  [{ recordOptOut: false, liftOptOut: false, writeContactPoint: false }, []],
])("the menu beside a number offers what its reader may do: %o", async (rights, offered) => {
  renderInApp(
    <Provider value={answering().client}>
      <Parties caseFile={caseFileFor(rights)} />
    </Provider>,
  );

  const menu = screen.queryByRole("button", { name: "Actions on +33639981102" });
  if (offered.length === 0) {
    expect(menu).toBeNull();
    return;
  }
  fireEvent.click(menu as HTMLElement);
  await waitFor(() => expect(screen.getAllByRole("menuitem").map((one) => one.textContent)).toEqual(offered));
});

test.each(["SMS", "VOICE"] as const)(
  "of texts alone it is said that START opens them at the provider: %s",
  (channel) => {
    renderInApp(
      <Provider value={answering().client}>
        <LiftOptOutDialog caseFileId="f1" point={POINT} channel={channel} onClose={vi.fn()} />
      </Provider>,
    );

    expect(screen.queryAllByText(/texts arrive only once they text START/)).toHaveLength(channel === "SMS" ? 1 : 0);
  },
);

const CLOSED = { ...POINT, optedOut: [], textsEndAt: null, textsEndReason: null, reopenedAt: null, validUntil: null };

test.each([
  [{ invalidReason: "provider 30005", validUntil: "2026-11-23T08:00:00Z" }, "Closed by the provider (30005)", true],
  [{ textsEndReason: "provider 21614", textsEndAt: "2026-11-23T08:00:00Z" }, "Takes no texts (21614)", true],
  [{ invalidReason: "wrong_number", validUntil: "2026-11-23T08:00:00Z" }, "Wrong number", false],
])(
  "a closed number says why and since when, and what a provider closed is opened again: %o",
  async (closed, said, may) => {
    const point = { ...CLOSED, ...closed };
    const parties = [{ id: "p1", role: "DEBTOR", name: "Camille Durand", contactPoints: [point] }];
    const caseFile = { id: "f1", parties, viewerCan: { reopenAddress: true } } as unknown as CaseFile;
    renderInApp(
      <Provider value={answering().client}>
        <Parties caseFile={caseFile} />
      </Provider>,
    );

    expect(screen.getByText(said)).toBeVisible();
    expect(screen.getByText(/^since/)).toBeVisible();
    const menu = screen.queryByRole("button", { name: "Actions on +33639981102" });
    if (!may) {
      expect(menu).toBeNull();
      return;
    }
    fireEvent.click(menu as HTMLElement);
    fireEvent.click(await screen.findByRole("menuitem", { name: "Open again after the provider closed it" }));
    expect(await screen.findByRole("dialog", { name: "Open this address again" })).toBeInTheDocument();
  },
);
