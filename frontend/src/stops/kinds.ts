import { msg } from "@lingui/core/macro";
import type { StopKind } from "@/api/enums";

/** What is known of a person, as lists and forms name it. */
export const stopLabels: Record<StopKind, ReturnType<typeof msg>> = {
  INSOLVENCY: msg`Insolvency procedure`,
  OVERINDEBTEDNESS: msg`Over-indebtedness`,
  DECEASED: msg`Deceased`,
  LAWYER: msg`Represented by a lawyer`,
  ADVISER: msg`Helped by a debt adviser`,
  GUARDIAN: msg`Under a guardian`,
  WRONG_PARTY: msg`Wrong person`,
  CEASE: msg`Asked in writing to be left alone`,
  WORKPLACE: msg`Not to be contacted at work`,
  BREATHING_SPACE: msg`Breathing space (United Kingdom)`,
};

/** Of which kinds somebody acts for the person, and what they are called. */
export const representativeLabels: Partial<Record<StopKind, ReturnType<typeof msg>>> = {
  INSOLVENCY: msg`The court’s representative`,
  DECEASED: msg`The notary`,
  LAWYER: msg`The lawyer`,
  ADVISER: msg`The adviser`,
  GUARDIAN: msg`The guardian`,
};

/** What can be entered about somebody in this country: breathing space is British law (SI 2020/1311). */
export function stopKindsOf(country: string): StopKind[] {
  const kinds = Object.keys(stopLabels) as StopKind[];
  return country === "GB" ? kinds : kinds.filter((kind) => kind !== "BREATHING_SPACE");
}
