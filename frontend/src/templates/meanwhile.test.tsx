import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import type { TemplateVersion } from "@/templates/documents";
import { Meanwhile } from "@/templates/meanwhile";

afterEach(cleanup);

function version(number: number, text: string) {
  return { number, subject: null, text } as TemplateVersion;
}

test("what a colleague saved meanwhile is shown as a change, and one's own text goes on top of it", () => {
  const read = vi.fn();
  const { container } = renderInApp(
    <Meanwhile version={version(3, "Pay by Friday.")} begun={version(2, "Pay by Monday.")} onRead={read} />,
  );

  expect(screen.getByText("Version 3 was saved while you were writing")).toBeVisible();
  expect(container.querySelector("del")).toHaveTextContent("Monday");
  expect(container.querySelector("ins")).toHaveTextContent("Friday");
  fireEvent.click(screen.getByRole("button", { name: "I have read it: keep my text" }));
  expect(read).toHaveBeenCalledOnce();
});
