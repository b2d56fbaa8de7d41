import { expect, test } from "vitest";
import { choicesOf, proposed } from "@/inbound/choosing";
import type { CaseChoice, Message } from "@/inbound/documents";

const cases = (...ids: string[]) => ids.map((id) => ({ id }) as CaseChoice);
const told = (why: Message["why"], ...ids: string[]) => proposed({ why, suggestions: cases(...ids) });

test("one case file that the message may be about is proposed, several are not", () => {
  expect(told("UNKNOWN_SENDER", "a").chosen).toBe("a");
  expect(told("SEVERAL_CASE_FILES", "a", "b").chosen).toBeNull();
  expect(told("UNKNOWN_SENDER").chosen).toBeNull();
});

test("a message that may be about several creditors is not shown to one of them before a person says so", () => {
  expect(told("SEVERAL_CASE_FILES", "a").shared).toBe(false);
  expect(told("UNKNOWN_SENDER", "a").shared).toBe(true);
});

test("what is found stands after what the message may be about, each once", () => {
  expect(choicesOf(cases("a", "b"), cases("c", "b")).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});
