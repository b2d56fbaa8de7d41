import type { CaseChoice, Message } from "@/inbound/documents";

/** What is proposed first: the one case file that the message may be about, and whether the creditor may read it. */
export function proposed({ suggestions, why }: Pick<Message, "suggestions" | "why">) {
  const [only, ...others] = suggestions;
  // It may speak of another creditor's case file: a person says that it does not.
  return { chosen: only && others.length === 0 ? only.id : null, shared: why !== "SEVERAL_CASE_FILES" };
}

/** What can be chosen: what the message may be about first, then what was found, each once. */
export function choicesOf(suggested: readonly CaseChoice[], found: readonly CaseChoice[]): CaseChoice[] {
  return [...suggested, ...found.filter((one) => !suggested.some(({ id }) => id === one.id))];
}
