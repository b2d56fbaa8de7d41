import { expect, test } from "vitest";
import { shownReasons } from "@/worklist/reasons";

const of = (...codes: string[]) => shownReasons(codes.map((code) => ({ code }))).map(({ code }) => code);

test("what no column tells comes first and whole; amount and age fill the room that is left", () => {
  expect(of("WORK_AMOUNT", "WORK_AGE")).toEqual(["WORK_AMOUNT", "WORK_AGE"]);
  expect(of("WORK_AMOUNT", "WORK_LETTER_DUE", "WORK_AGE")).toEqual(["WORK_LETTER_DUE", "WORK_AMOUNT"]);
  expect(of("WORK_MESSAGE", "WORK_AMOUNT", "WORK_LETTER_DUE", "WORK_AGE")).toEqual(["WORK_MESSAGE", "WORK_LETTER_DUE"]);
  expect(of("WORK_HOLD", "WORK_MESSAGE", "WORK_AMOUNT", "WORK_LETTER_DUE")).toEqual([
    "WORK_HOLD",
    "WORK_MESSAGE",
    "WORK_LETTER_DUE",
  ]);
});
