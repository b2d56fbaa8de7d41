import { cleanup, screen } from "@testing-library/react";
import { Client, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { never } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import { BundleList } from "@/evidence/bundle-list";
import type { Bundle } from "@/evidence/documents";

const asked: Bundle = {
  __typename: "EvidenceBundle",
  id: "b1",
  locale: "fr",
  includesOwnSide: false,
  state: "ASKED",
  progress: 0,
  step: null,
  problem: null,
  requestedAt: "2026-11-24T10:00:00Z",
  requestedBy: "Marc Vidal",
  madeAt: null,
  expiresAt: null,
  exhibitCount: null,
  eventCount: null,
  pdfUrl: null,
  pdfSize: null,
  zipUrl: null,
  zipSize: null,
  zipSha256: null,
};
const ready: Bundle = {
  ...asked,
  state: "READY",
  progress: 100,
  exhibitCount: 11,
  eventCount: 14,
  pdfUrl: "/files/evidence/b1/pdf?signature=s",
  pdfSize: 186_000,
  zipUrl: "/files/evidence/b1/zip?signature=s",
  zipSize: 161_000,
  zipSha256: "9b".repeat(32),
  expiresAt: "2026-12-24T10:00:00Z",
};

afterEach(cleanup);

/** Nothing comes over the socket. */
const silent = new Client({ url: "/", exchanges: [() => () => never as never], preferGetMethod: false });

function show(bundle: Bundle) {
  return renderInApp(
    <Provider value={silent}>
      <BundleList bundles={[bundle]} />
    </Provider>,
  );
}

test("one that waits says so, with its progress", () => {
  show(asked);
  expect(screen.getByRole("status")).toHaveTextContent("Waiting for its turn · 0 %");
});

test("one that is being made says what is done now", () => {
  show({ ...asked, state: "MAKING", step: "SETTING", progress: 40 });
  expect(screen.getByRole("status")).toHaveTextContent("Writing the document · 40 %");
  expect(screen.getByRole("progressbar", { name: "Progress" })).toHaveAttribute("aria-valuenow", "40");
});

test("one that is ready gives both files and the archive's hash", () => {
  show({ ...ready, includesOwnSide: true });
  expect(screen.getByRole("link", { name: /PDF to read/ })).toHaveAttribute("href", ready.pdfUrl);
  expect(screen.getByRole("link", { name: /Archive that proves it/ })).toHaveAttribute("href", ready.zipUrl);
  expect(screen.getByText(/with your own side/)).toBeVisible();
  expect(screen.getByRole("listitem")).toHaveTextContent(`Archive SHA-256: ${ready.zipSha256}`);
});

test("one that failed says why", () => {
  show({ ...asked, state: "FAILED", problem: "The files of this case file exceed 300 MB." });
  expect(screen.getByText("The files of this case file exceed 300 MB.")).toBeVisible();
});

test("one that has expired offers no file", () => {
  show({ ...ready, state: "EXPIRED", pdfUrl: null, zipUrl: null });
  expect(screen.queryByRole("link")).toBeNull();
  expect(screen.getByText(/Its files have been deleted/)).toBeVisible();
});
