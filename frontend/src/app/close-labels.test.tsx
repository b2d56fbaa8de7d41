import { Modal } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";

afterEach(() => {
  act(() => notifications.clean());
  cleanup();
});

test("a dialog is closed by name", async () => {
  renderInApp(<Modal opened onClose={() => undefined} title="Print again" />);

  expect(await screen.findByRole("button", { name: "Close" })).toBeInTheDocument();
});

test("a notice is closed by name", async () => {
  renderInApp(<Notifications />);

  act(() => void notifications.show({ message: "Saved." }));

  expect(await screen.findByRole("button", { name: "Close" })).toBeInTheDocument();
});
