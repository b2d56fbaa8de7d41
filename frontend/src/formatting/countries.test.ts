import { expect, test } from "vitest";
import { countryChoices } from "@/formatting/countries";

test.each(["fr", "en"])("every country is offered once, by its name in %s, the usual ones first", (locale) => {
  const choices = countryChoices(locale);

  expect(choices.slice(0, 2).map(({ value }) => value)).toEqual(["FR", "BE"]);
  expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
  expect(choices.filter(({ value, label }) => value === label)).toEqual([]);
});
