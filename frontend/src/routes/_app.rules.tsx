import { createFileRoute } from "@tanstack/react-router";
import { RulesPage } from "@/rules/rules-page";

/** Which country's rules; anything else in the address is dropped. */
function searchOf({ country }: Record<string, unknown>): { country?: string } {
  return typeof country === "string" && /^[A-Za-z]{2}$/.test(country) ? { country: country.toUpperCase() } : {};
}

export const Route = createFileRoute("/_app/rules")({ validateSearch: searchOf, component: RulesPage });
