import { fireEvent, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { switchShortcuts, useShortcuts } from "@/app/shortcuts";

afterEach(() => switchShortcuts(true));

test("a key acts on the page and never while typing or with a modifier", () => {
  const act = vi.fn();
  renderHook(() => useShortcuts({ c: act }));
  const input = document.body.appendChild(document.createElement("input"));

  fireEvent.keyDown(document.body, { key: "c" });
  expect(act).toHaveBeenCalledTimes(1);

  fireEvent.keyDown(input, { key: "c" });
  fireEvent.keyDown(document.body, { key: "c", ctrlKey: true });
  expect(act).toHaveBeenCalledTimes(1);
});

test("a key that is held down acts once", () => {
  const act = vi.fn();
  renderHook(() => useShortcuts({ f: act }));

  fireEvent.keyDown(document.body, { key: "f" });
  fireEvent.keyDown(document.body, { key: "f", repeat: true });
  fireEvent.keyDown(document.body, { key: "f", repeat: true });

  expect(act).toHaveBeenCalledTimes(1);
});

test("a step through a list goes on for as long as its key is held", () => {
  const step = vi.fn();
  renderHook(() => useShortcuts({ j: step }, { steps: true }));

  fireEvent.keyDown(document.body, { key: "j" });
  fireEvent.keyDown(document.body, { key: "j", repeat: true });

  expect(step).toHaveBeenCalledTimes(2);
});

test("switched off, a key does nothing", () => {
  const act = vi.fn();
  switchShortcuts(false);
  renderHook(() => useShortcuts({ c: act }));
  fireEvent.keyDown(document.body, { key: "c" });
  expect(act).not.toHaveBeenCalled();
});
