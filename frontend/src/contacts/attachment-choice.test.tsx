import { cleanup, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import type { CaseDocument } from "@/casefiles/documents";
import { AttachmentChoice } from "@/contacts/attachment-choice";

afterEach(cleanup);

const documents = ["one.pdf", "two.pdf"].map(
  (name) => ({ id: name, name, size: 1_000, chain: "PARTIES", state: "RECORDED" }) as CaseDocument,
);

function Choosing() {
  const [chosen, setChosen] = useState<string[]>([]);
  return <AttachmentChoice documents={documents} chosen={chosen} onChosen={setChosen} needed={chosen.length === 0} />;
}

test("the list of files stays open while several are ticked", () => {
  const { container } = renderInApp(<Choosing />);
  const list = container.querySelector("details") as HTMLDetailsElement;
  expect(list.open).toBe(true);

  fireEvent.click(screen.getByRole("checkbox", { name: /one\.pdf/ }));

  expect(list.open).toBe(true);
  fireEvent.click(screen.getByRole("checkbox", { name: /two\.pdf/ }));
  expect(screen.getByText("Attached files (2 kB)")).toBeVisible();
});

test("behind a letter only what paper can show is offered", () => {
  const offered = [
    { ...documents[0], contentType: "application/pdf" },
    { ...documents[1], name: "call.mp3", contentType: "audio/mpeg" },
  ] as CaseDocument[];
  renderInApp(<AttachmentChoice documents={offered} chosen={[]} onChosen={() => {}} onPaper />);

  expect(screen.getByText("Enclose documents of the case file")).toBeInTheDocument();
  expect(screen.getByRole("checkbox", { name: /one\.pdf/, hidden: true })).toBeInTheDocument();
  expect(screen.queryByRole("checkbox", { name: /call\.mp3/, hidden: true })).toBeNull();
});
