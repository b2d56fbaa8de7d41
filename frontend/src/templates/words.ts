import type { VariablesOf } from "@/api/graphql";
import type { TemplateTrial, WrittenTemplate } from "@/templates/documents";

/** All that an author writes and chooses, as the API takes it. */
export type Words = VariablesOf<typeof TemplateTrial>["words"];

export const EMPTY: Words = {
  form: "EMAIL",
  language: "fr",
  tone: "POLITE",
  purpose: "DEMAND",
  country: "FR",
  oneWaySender: false,
  titleFr: "",
  titleEn: "",
  subject: "",
  text: "",
};

/** Whether a subject stands above the words. */
export function hasSubject({ form }: Pick<Words, "form">): boolean {
  return form === "EMAIL" || form === "LETTER";
}

/** The words that a change begins with: those of the newest version. */
export function wordsOf(template: WrittenTemplate | null): Words {
  const newest = template?.versions[0];
  if (!template || !newest) return EMPTY;
  const { form, language, purpose, country, oneWaySender } = template;
  const { tone, titleFr, titleEn, subject, text } = newest;
  return { form, language, tone, purpose, country, oneWaySender, titleFr, titleEn, subject, text };
}

/** As they are sent: a form without a subject has none. */
export function toSend(words: Words): Words {
  return { ...words, subject: hasSubject(words) ? (words.subject ?? "") : null };
}

/** The text with something put in where the caret is, and where the caret is then. */
export function putIn(text: string, from: number, to: number, what: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + what + text.slice(to), caret: from + what.length };
}

/** Where a line begins and ends; lines count from 1. */
export function lineAt(text: string, line: number): [number, number] {
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
  return [start, start + (lines[line - 1]?.length ?? 0)];
}
