import type { ContactPlace, ContactPointKind } from "@/api/enums";

/** Where a number or an address of a kind may reach somebody: only a telephone is a mobile. */
export function placesOf(kind: ContactPointKind): ContactPlace[] {
  return kind === "PHONE" ? ["UNKNOWN", "HOME", "MOBILE", "WORK"] : ["UNKNOWN", "HOME", "WORK"];
}
