/** ISO 3166-1 alpha-2, as the server takes them. */
const CODES = `
  AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
  BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET FI
  FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO
  IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH
  MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
  PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF
  TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
`;
/** Offered first: where most of those live on whom French creditors have a claim. */
const USUAL = ["FR", "BE", "CH", "LU", "DE", "ES", "IT", "GB"];

/** A country as the reader calls it. */
export function countryName(code: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: "region", fallback: "code" }).of(code) ?? code;
}

/** Every country to choose from, the usual ones first, the others by their names. */
export function countryChoices(locale: string): { value: string; label: string }[] {
  const named = (codes: readonly string[]) => codes.map((value) => ({ value, label: countryName(value, locale) }));
  const others = CODES.split(/\s+/).filter((code) => code && !USUAL.includes(code));
  return [...named(USUAL), ...named(others).toSorted((one, other) => one.label.localeCompare(other.label, locale))];
}
