import type { FieldErrors } from "@/api/use-command";
import type { Refused, Unreachable } from "@/sign-in/session";

type RefusedForm = FieldErrors & { getInputNode: (field: string) => { focus(): void } | null };

/** Puts a refusal of one field beside it, and the cursor there; returns what belongs to no field of the form. */
export function placeRefusal(problem: Refused | Unreachable, form?: RefusedForm): Refused | Unreachable | null {
  const field = problem.status === "refused" && !problem.retryAfter ? problem.field : undefined;
  if (problem.status !== "refused" || !form || !field || !(field in form.values)) return problem;
  form.setFieldError(field, problem.message);
  form.getInputNode(field)?.focus();
  return null;
}
