import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import { VerdictNotice } from "@/contacts/verdict";

afterEach(cleanup);

const base = { packVersion: "fr-1", until: null, reasons: [], claims: [], unsaid: [] };

test("a refusal gives every reason", () => {
  renderInApp(
    <VerdictNotice
      verdict={{
        ...base,
        decision: "BLOCK",
        reasons: [
          { code: "DISPUTE_OPEN", message: "A dispute is open.", source: null, decision: "BLOCK" },
          { code: "OPTED_OUT", message: "The debtor opted out.", source: "policy", decision: "BLOCK" },
        ],
      }}
    />,
  );
  expect(screen.getByText("Not possible")).toBeVisible();
  expect(screen.getAllByRole("listitem").map((item) => item.dataset.code)).toEqual(["DISPUTE_OPEN", "OPTED_OUT"]);
});

test("a deferral says from when", () => {
  renderInApp(<VerdictNotice verdict={{ ...base, decision: "DEFER", until: "2026-11-23T08:00:00+01:00" }} />);
  expect(screen.getByText(/Not before/)).toHaveTextContent(/Mon,? 23 Nov/);
});

test("a deferral says the hour where the person is, when the reader's clock shows another", () => {
  const verdict = { ...base, decision: "DEFER" as const, until: "2026-11-24T05:00:00Z" };
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  renderInApp(<VerdictNotice verdict={verdict} zones={[here, "Indian/Reunion"]} />);
  expect(screen.getByText(/where the person is/)).toHaveTextContent(/09:00 where the person is/);
});

test("on the reader's own clock nothing is added", () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  renderInApp(<VerdictNotice verdict={{ ...base, decision: "DEFER", until: "2026-11-24T05:00:00Z" }} zones={[here]} />);
  expect(screen.queryByText(/where the person is/)).toBeNull();
});

test("a claim that is left out is named with its reason", () => {
  renderInApp(
    <VerdictNotice
      verdict={{
        ...base,
        decision: "ALLOW",
        claims: [
          {
            claim: { id: "c1", documentNumber: "F-102" },
            decision: "BLOCK",
            reasons: [{ code: "TIME_BARRED", message: "Time-barred.", source: null }],
          },
        ],
      }}
    />,
  );
  expect(screen.getByText("Without F-102: Time-barred.")).toBeVisible();
});

test("what nobody has said of the person is told, even where the contact may leave", () => {
  renderInApp(<VerdictNotice quiet verdict={{ ...base, decision: "ALLOW", unsaid: ["COUNTRY", "SEGMENT"] }} />);
  expect(screen.getByText(/Nobody has said where this person lives/)).toBeVisible();
});
