import { expect, test, vi } from "vitest";
import { placeErrors } from "@/api/use-command";

test("a refusal of a field goes to the form, the others are left to be told", () => {
  const setFieldError = vi.fn();
  const form = { values: { amount: "", receivedOn: "" }, setFieldError };
  const rest = placeErrors(
    [
      { code: "too_much", field: ["input", "amount", "amount"], message: "More than is due." },
      { code: "closed", field: null, message: "The case file is closed." },
      { code: "unknown", field: ["input", "caseFileId"], message: "No such case file." },
    ],
    form,
  );
  expect(setFieldError.mock.calls).toEqual([["amount", "More than is due."]]);
  expect(rest.map((error) => error.code)).toEqual(["closed", "unknown"]);
});
