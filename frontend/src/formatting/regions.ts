import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { countryName } from "@/formatting/countries";

/** Regions of the rules that have a country's code of their own (ISO 3166-1). */
const CODES: Record<string, string> = {
  "FR-GUADELOUPE": "GP",
  "FR-MARTINIQUE": "MQ",
  "FR-GUYANE": "GF",
  "FR-REUNION": "RE",
  "FR-MAYOTTE": "YT",
  "FR-SAINT-BARTHELEMY": "BL",
  "FR-SAINT-MARTIN": "MF",
  "US-GUAM": "GU",
  "US-PUERTO-RICO": "PR",
  "US-VIRGIN-ISLANDS": "VI",
};

const NAMES: Record<string, MessageDescriptor> = {
  "FR-ALSACE-MOSELLE": msg`Alsace-Moselle`,
  "GB-SCOTLAND": msg`Scotland`,
  "GB-NORTHERN-IRELAND": msg`Northern Ireland`,
  "US-MA": msg`Massachusetts`,
  "US-DC": msg`District of Columbia`,
  "US-WA": msg`Washington State`,
  "US-NYC": msg`New York City`,
  "US-EASTERN-OR-CENTRAL": msg`United States, Eastern or Central time`,
  "US-CENTRAL": msg`United States, Central time`,
  "US-CENTRAL-OR-MOUNTAIN": msg`United States, Central or Mountain time`,
  "US-MOUNTAIN": msg`United States, Mountain time`,
  "US-ARIZONA": msg`Arizona`,
  "US-ARIZONA-OR-NAVAJO": msg`Arizona or Navajo Nation`,
  "US-MOUNTAIN-OR-PACIFIC": msg`United States, Mountain or Pacific time`,
  "US-PACIFIC": msg`United States, Pacific time`,
  "US-ALASKA": msg`Alaska`,
  "US-HAWAII": msg`Hawaii`,
};

/** A region of the rules as the reader calls it; a country's own rules are named by the country. */
export function regionName(region: string, i18n: I18n): string {
  const name = NAMES[region];
  if (name) return i18n._(name);
  const code = CODES[region] ?? region;
  return /^[A-Z]{2}$/.test(code) ? countryName(code, i18n.locale) : code;
}
