import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import { type AsSentAttempt, framed } from "@/contacts/sent";
import { SentMessage } from "@/contacts/sent-copy";

const copy: NonNullable<AsSentAttempt["sentCopy"]> = {
  to: "+33639981102",
  sender: "+33937001200",
  senderName: null,
  subject: null,
  text: "Bonjour",
  html: null,
  sentAt: "2026-11-24T09:30:00Z",
  sha256: "a".repeat(64),
  segments: 2,
  encoding: "UCS-2",
  attachments: [],
};

const attempt = (over: Partial<AsSentAttempt>): AsSentAttempt => ({
  __typename: "ContactAttempt",
  id: "a1",
  channel: "SMS",
  postedOn: null,
  document: null,
  sentCopy: copy,
  deliveries: [],
  ...over,
});

afterEach(cleanup);

test("a text message shows its words, how many SMS they were and its fingerprint", () => {
  renderInApp(<SentMessage attempt={attempt({})} copy={copy} />);

  expect(screen.getByText("Bonjour")).toBeVisible();
  expect(screen.getByText("2 SMS")).toBeInTheDocument();
  expect(screen.getByText("a".repeat(64))).toBeVisible();
});

test("an e-mail stands in a frame that may run and load nothing", () => {
  const html = "<!doctype html><html><head><title>x</title></head><body><p>Bonjour</p></body></html>";

  renderInApp(<SentMessage attempt={attempt({})} copy={{ ...copy, subject: "Rappel", html, segments: null }} />);

  const frame = screen.getByTitle("The e-mail as sent");
  expect(frame).toHaveAttribute("sandbox", "");
  expect(frame.getAttribute("srcdoc")).toContain("default-src 'none'");
  expect(screen.getByRole("heading", { name: "Rappel" })).toBeVisible();
});

test("the policy of the frame comes first, with or without a head", () => {
  expect(framed('<html><head lang="fr"><b></head>')).toMatch(/<head lang="fr"><meta http-equiv[^>]*><b>/);
  expect(framed("<p>only words</p>")).toMatch(/^<meta http-equiv[^>]*><p>only words<\/p>$/);
});

test("styles in tags, which the policy of the page refuses, stand in one sheet", () => {
  const shown = framed(
    '<body style="margin:0"><p style="margin:0 0 16px">style="x"</p><p style="margin:0 0 16px">b</p></body>',
  );

  expect(shown).toContain(
    '[data-style="0"]{margin:0}[data-style="1"]{margin:0 0 16px}[data-style="2"]{margin:0 0 16px}',
  );
  expect(shown).toContain('<body data-style="0"><p data-style="1">style="x"</p><p data-style="2">b</p></body>');
  expect(shown).not.toMatch(/<[^>]* style=/);
});

test("each word of the provider stands with its time, code and name", () => {
  const deliveries = [
    {
      provider: "twilio",
      providerId: "SM1",
      label: "Failed",
      code: "30003",
      occurredAt: null,
      receivedAt: copy.sentAt,
    },
  ];

  renderInApp(<SentMessage attempt={attempt({ deliveries })} copy={copy} />);

  expect(screen.getByRole("listitem")).toHaveTextContent(/Failed · code 30003.*Twilio · SM1/);
});

test("a letter opens its file and shows the hash of the file", () => {
  const file = { name: "L1.pdf", size: 3, sha256: "b".repeat(64) };
  const letter = { ...copy, text: null, segments: null, encoding: null, attachments: [file] };

  renderInApp(
    <SentMessage
      attempt={attempt({ postedOn: "2026-11-24", document: { id: "d", name: "L1.pdf", url: "/files/x" } })}
      copy={letter}
    />,
  );

  expect(screen.getByRole("link", { name: "Open the letter (PDF)" })).toHaveAttribute("href", "/files/x");
  expect(screen.getByText("Posted on")).toBeVisible();
  expect(screen.getByText("b".repeat(64))).toBeVisible();
});

test("the script of a call says whom it rang and when it began: nothing of it was sent or delivered", () => {
  const told = { provider: "twilio", providerId: "CA1", label: "Answered", code: null, receivedAt: copy.sentAt };
  const call = attempt({ channel: "VOICE", deliveries: [{ ...told, occurredAt: copy.sentAt }] });

  renderInApp(<SentMessage attempt={call} copy={{ ...copy, segments: null }} />);

  for (const label of ["Number called", "Number shown", "Begun", "What the telephone provider told"]) {
    expect(screen.getByText(label)).toBeVisible();
  }
  for (const label of ["Recipient", "Sender", "Sent", "Proof of delivery"]) {
    expect(screen.queryByText(label)).toBeNull();
  }
});
