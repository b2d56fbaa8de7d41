import { renderHook } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { MyCalls } from "@/contacts/call-documents";
import { hold, NOTHING } from "@/contacts/softphone/holding";
import { useLegOfLine } from "@/contacts/softphone/use-softphone";

type Line = NonNullable<MyCalls["line"]>;

const line = (lineId: string, state: Line["state"] = "OPEN") => ({ lineId, state }) as Line;
const close = vi.fn();

function watching(first: Line | null | undefined) {
  return renderHook(({ told }) => useLegOfLine(told), { initialProps: { told: first } });
}

beforeEach(() => {
  close.mockClear();
  hold({ ...NOTHING, phase: "OPEN", lineId: "mine" }, { close, mute: vi.fn() });
});

test("the leg of this page ends with its line", () => {
  const { rerender } = watching(line("mine"));
  expect(close).not.toHaveBeenCalled();
  rerender({ told: line("mine", "CLOSED") });
  expect(close).toHaveBeenCalledOnce();
});

test("a page that was asleep while its reader opened another line lets its own leg go", () => {
  const { rerender } = watching(line("mine"));
  rerender({ told: line("another") });
  expect(close).toHaveBeenCalledOnce();
});

test("a line that is told nobody of yet is not let go for the one before it, nor while nothing is known", () => {
  const { rerender } = watching(line("before", "CLOSED"));
  rerender({ told: undefined });
  rerender({ told: line("mine", "RINGING") });
  rerender({ told: undefined });
  expect(close).not.toHaveBeenCalled();
});
