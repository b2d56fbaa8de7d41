import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import { clockTime, Entries, Preferences } from "@/contacts/ledger";
import type { Ledger } from "@/contacts/ledger-documents";

const entry: Ledger["entries"][number] = {
  channel: "SMS",
  address: "+33639981102",
  kind: "OPT_OUT",
  purpose: null,
  source: "by text message",
  evidence: "Arrêt.",
  happenedAt: "2026-11-24T09:30:00Z",
  recordedAt: "2026-11-24T09:30:01Z",
  recordedBy: null,
};

test("an entry says what was said, about which address, in whose words and how it came", () => {
  renderInApp(<Entries entries={[entry]} />);

  const shown = screen.getByRole("listitem");
  expect(shown).toHaveTextContent("Refuses to be reached");
  expect(shown).toHaveTextContent("SMS");
  expect(shown).toHaveTextContent("Arrêt.");
  expect(shown).toHaveTextContent("by text message");
});

test("a consent names what it is for, and who recorded it", () => {
  const consent = { ...entry, kind: "CONSENT" as const, purpose: "CALL_RECORDING" as const, recordedBy: "Awa Diallo" };

  renderInApp(<Entries entries={[consent]} />);

  expect(screen.getByText("Recording of calls")).toBeVisible();
  expect(screen.getByText(/Awa Diallo/)).toHaveTextContent("by text message");
});

test("a ledger without entries says so", () => {
  renderInApp(<Entries entries={[]} />);

  expect(screen.getByText("Nobody has refused or agreed to anything yet.")).toBeVisible();
});

test("a preference shows the channel and the hours on a clock", () => {
  const preference = {
    address: "+33639981102",
    channel: "SMS" as const,
    fromMinute: 14 * 60,
    toMinute: 18 * 60,
    recordedAt: "2026-11-24T09:30:00Z",
  };

  renderInApp(<Preferences preferences={[preference]} />);

  expect(screen.getByText("SMS · 14:00 to 18:00, their time")).toBeVisible();
  expect(clockTime(545)).toBe("9:05");
});
