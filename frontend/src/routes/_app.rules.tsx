import { createFileRoute } from "@tanstack/react-router";
import { RulesPage } from "@/rules/rules-page";
import { viewOf } from "@/rules/view";

export const Route = createFileRoute("/_app/rules")({ validateSearch: viewOf, component: RulesPage });
