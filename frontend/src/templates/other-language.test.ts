import { expect, test } from "vitest";
import type { WrittenTemplate } from "@/templates/documents";
import { inOtherLanguage } from "@/templates/other-language";

const kind = { form: "SMS", purpose: "DEMAND", country: "FR", oneWaySender: false } as const;
const names = { titleFr: "Rappel", titleEn: "Reminder" };
const version = { number: 1, tone: "POLITE", subject: null, text: "", ...names };

function template(id: string, language: string, changed: object = {}): WrittenTemplate {
  return { id, language, inUse: 1, versions: [version], ...kind, ...changed } as unknown as WrittenTemplate;
}

const french = { ...kind, ...names, language: "fr", tone: "POLITE" } as const;

test("the same text in the other language has its kind and both of its names", () => {
  const others = [
    template("french", "fr"),
    template("letter", "en", { form: "LETTER" }),
    template("american", "en", { country: "US" }),
    template("other name", "en", { versions: [{ ...version, titleEn: "Another" }] }),
    template("english", "en"),
  ];

  expect(inOtherLanguage(french, others)?.id).toBe("english");
  expect(inOtherLanguage({ ...french, titleEn: "" }, others)).toBeNull();
});

test("of two of them the one in use is shown", () => {
  const others = [template("waiting", "en", { inUse: null }), template("in use", "en")];

  expect(inOtherLanguage(french, others)?.id).toBe("in use");
});
