import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import type { TimelineEventData } from "@/timeline/documents";
import { type Registry, registry, TimelineRow } from "@/timeline/registry";

const note = (chain: "AGENCY" | "PARTIES", body: string | null): TimelineEventData => ({
  __typename: "NoteWritten",
  id: "e1",
  chain,
  sequence: 1,
  occurredAt: "2026-11-22T10:00:00Z",
  recordedAt: "2026-11-22T10:00:00Z",
  milestone: false,
  group: "NOTES",
  sentence: chain === "PARTIES" ? "Shared note" : "Private note",
  actor: { kind: "PERSON", name: "Awa Diallo", organization: "Cabinet Rivoli" },
  body,
});

test("a private note says so", () => {
  renderInApp(<TimelineRow event={note("AGENCY", "Wants three instalments.")} />);
  expect(screen.getByText("Private note")).toBeVisible();
  expect(screen.getByText("Private to your side")).toBeVisible();
  expect(screen.queryByText("Shared with both parties")).toBeNull();
});

test("a shared note says so", () => {
  renderInApp(<TimelineRow event={note("PARTIES", "Please send the delivery slip.")} />);
  expect(screen.getByText("Shared note")).toBeVisible();
  expect(screen.getByText("Shared with both parties")).toBeVisible();
});

test("an erased note stays as an event without its text", () => {
  renderInApp(<TimelineRow event={note("PARTIES", null)} />);
  expect(screen.getByText("Its text was erased.")).toBeVisible();
});

test("a registry that lacks a kind of the schema does not compile", () => {
  const { NoteWritten: _, ...others } = registry;
  // @ts-expect-error: the type check fails here once a missing row is let through.
  const lacking: Registry = others;
  expect(Object.keys(lacking)).not.toContain("NoteWritten");
});
