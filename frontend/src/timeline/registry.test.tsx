import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import type { TimelineEventData } from "@/timeline/documents";
import { type Registry, registry, TimelineRow } from "@/timeline/registry";
import { Seeking } from "@/timeline/seeking";

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
  supersedes: null,
  supersededBy: null,
  noteId: "n1",
  body,
  viewerCanCorrect: false,
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

test("a corrected note is struck through and leads to its correction, and back", async () => {
  const seek = vi.fn();
  const newer = { __typename: "NoteCorrected", id: "e2", recordedAt: "2026-11-23T10:00:00Z" } as const;
  const older = { __typename: "NoteWritten", id: "e1", recordedAt: "2026-11-22T10:00:00Z" } as const;
  const correction = {
    ...note("PARTIES", "Paid on the 3rd."),
    ...newer,
    sentence: "Shared note corrected",
    supersedes: { ...older, supersededBy: newer },
    reason: "Wrong day",
  } as TimelineEventData;
  renderInApp(
    <Seeking value={seek}>
      <TimelineRow event={{ ...note("PARTIES", "Paid on the 2nd."), supersededBy: newer } as TimelineEventData} />
      <TimelineRow event={correction} />
    </Seeking>,
  );

  expect(screen.getByText("Corrected")).toBeVisible();
  expect(screen.getByText("Paid on the 2nd.").closest("[data-superseded]")).not.toBeNull();
  expect(screen.getByText("Paid on the 3rd.").closest("[data-superseded]")).toBeNull();
  screen.getByRole("button", { name: "See the correction" }).click();
  screen.getByRole("button", { name: "See what it was before" }).click();
  expect(seek.mock.calls.map(([event]) => event.id)).toEqual(["e2", "e1"]);
});

test("a registry that lacks a kind of the schema does not compile", () => {
  const { NoteWritten: _, ...others } = registry;
  // @ts-expect-error: the type check fails here once a missing row is let through.
  const lacking: Registry = others;
  expect(Object.keys(lacking)).not.toContain("NoteWritten");
});
