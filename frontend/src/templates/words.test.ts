import { expect, test } from "vitest";
import { EMPTY, lineAt, putIn, toSend } from "@/templates/words";

test("a variable is put in where the caret is, over what is selected", () => {
  expect(putIn("Bonjour X,", 8, 9, "{debtor_name}")).toEqual({ text: "Bonjour {debtor_name},", caret: 21 });
});

test("a line is found by its number", () => {
  const text = "one\n\nthree";

  expect(lineAt(text, 1)).toEqual([0, 3]);
  expect(lineAt(text, 2)).toEqual([4, 4]);
  expect(lineAt(text, 3)).toEqual([5, 10]);
});

test("only e-mails and letters have a subject", () => {
  expect(toSend({ ...EMPTY, form: "SMS", subject: "Rappel" }).subject).toBeNull();
  expect(toSend({ ...EMPTY, form: "LETTER", subject: "Rappel" }).subject).toBe("Rappel");
});
