/** Which country's rules; or those that a decision was made by, as they were on its day. */
export type RuleView = { country?: string; version?: string; day?: string };

/** Keeps what the address may say; anything else is dropped. */
export function viewOf({ country, version, day }: Record<string, unknown>): RuleView {
  if (typeof version === "string" && version) {
    return { version, ...(typeof day === "string" && /^\d{4}-\d{2}-\d{2}$/.test(day) ? { day } : {}) };
  }
  return typeof country === "string" && /^[A-Za-z]{2}$/.test(country) ? { country: country.toUpperCase() } : {};
}

/** The packs of other countries that took part in a decision, as its version names them after the debtor's own. */
export function othersIn(version: string): string[] {
  return version
    .split(" + ")
    .slice(1)
    .filter((part) => !part.startsWith("agency "));
}
