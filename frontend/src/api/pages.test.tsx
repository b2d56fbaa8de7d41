import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { startOver, usePage } from "@/api/pages";

test("a list goes on from its cursor until it is looked at in another way", () => {
  const { result, rerender } = renderHook(({ view }) => usePage(view), { initialProps: { view: { q: "a" } } });
  act(() => result.current[1]("page 2"));
  rerender({ view: { q: "a" } });
  expect(result.current[0]).toBe("page 2");
  rerender({ view: { q: "b" } });
  expect(result.current[0]).toBeNull();
});

test("a list whose pages were forgotten is at its first page", () => {
  const { result } = renderHook(() => usePage("all"));
  act(() => result.current[1]("page 3"));
  act(startOver);
  expect(result.current[0]).toBeNull();
});
