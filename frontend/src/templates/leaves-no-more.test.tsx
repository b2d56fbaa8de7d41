import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import type { WrittenTemplate } from "@/templates/documents";
import { LeavesNoMore } from "@/templates/leaves-no-more";

afterEach(cleanup);

const why = { code: "judicial_word", line: 2, inSubject: false, variable: null, message: "“bailiff” may not be said." };

function template(problems: object[], shippedStandsIn: boolean) {
  return { problems, shippedStandsIn } as unknown as WrittenTemplate;
}

test("of a text that may leave nothing is said", () => {
  renderInApp(<LeavesNoMore template={template([], false)} />);

  expect(screen.queryByText(/May not leave any more/)).toBeNull();
});

test.each([
  [true, /the text that came with the product is sent in its place/],
  [false, /nothing is sent in its place/],
])("of one that may not it is said why, and what is sent in its place (one that ships: %s)", (ships, instead) => {
  renderInApp(<LeavesNoMore template={template([why], ships)} />);

  expect(screen.getByText(instead)).toBeVisible();
  expect(screen.getByText("“bailiff” may not be said.")).toBeVisible();
});
