import { useQuery } from "urql";
import { type TemplateVersion, type WrittenTemplate, WrittenTemplates } from "@/templates/documents";
import type { Words } from "@/templates/words";

type Named = Pick<Words, "form" | "language" | "purpose" | "country" | "oneWaySender" | "tone" | "titleFr" | "titleEn">;

/** The version that a template is called by: the one in use, else the newest. */
export function shownVersion({ versions, inUse }: WrittenTemplate): TemplateVersion | undefined {
  return versions.find(({ number }) => number === inUse) ?? versions[0];
}

/** What makes two texts one and the same in two languages: their kind and both of their names. */
function sameness({ form, purpose, country, oneWaySender, titleFr, titleEn }: Omit<Named, "language" | "tone">) {
  return JSON.stringify([form, purpose, country, oneWaySender ?? false, titleFr.trim(), titleEn.trim()]);
}

/** The same text in the other language, as far as it has been written. */
export function inOtherLanguage(words: Named, templates: readonly WrittenTemplate[]): WrittenTemplate | null {
  if (!words.titleFr.trim() || !words.titleEn.trim()) return null;
  const wanted = sameness(words);
  const found = templates.filter((one) => {
    const shown = shownVersion(one);
    return one.language !== words.language && shown && sameness({ ...one, ...shown }) === wanted;
  });
  return found.find((one) => one.inUse !== null) ?? found[0] ?? null;
}

/** The same text in the other language, from the agency's templates; null until they are known. */
export function useOtherLanguage(words: Named | null): WrittenTemplate | null {
  const [{ data }] = useQuery({ query: WrittenTemplates, pause: words === null });
  return words && data ? inOtherLanguage(words, data.templates) : null;
}
