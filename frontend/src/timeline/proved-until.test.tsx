import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import { ProvedUntil } from "@/timeline/proved-until";

const madeAt = "2026-11-22T07:00:00+00:00";

test("the line says up to when, and claims no more than the time stamp is known to be", () => {
  renderInApp(<ProvedUntil anchor={{ madeAt, qualified: false }} />);
  const line = screen.getByText(/^Proof kept outside Tandem up to/);
  expect(line).toBeVisible();
  expect(line.querySelector("time")).toHaveAttribute("datetime", madeAt);
  expect(line).not.toHaveTextContent("qualified");
});

test("a qualified time stamp is said", () => {
  renderInApp(<ProvedUntil anchor={{ madeAt, qualified: true }} />);
  expect(screen.getByText(/with a qualified time stamp$/)).toBeVisible();
});
