import { createFileRoute, useNavigate } from "@tanstack/react-router";
import type { CaseBadge, CaseFileSort, Stage } from "@/api/enums";
import { badgeLabels, stageLabels } from "@/formatting/labels";
import type { PortfolioView } from "@/portfolio/filters";
import { Portfolio } from "@/portfolio/portfolio";

const IDS = ["agency", "entity", "assignee", "team"];
const SORTS = ["OLDEST_DUE", "LARGEST", "NEWEST", "NAME"];

/** Keeps what the address may say; anything else is dropped. */
function viewOf({ q, stage, badge, sort, ...ids }: Record<string, unknown>): PortfolioView {
  return {
    ...(typeof q === "string" && q ? { q } : {}),
    ...(typeof stage === "string" && stage in stageLabels ? { stage: stage as Stage } : {}),
    ...(typeof badge === "string" && badge in badgeLabels ? { badge: badge as CaseBadge } : {}),
    ...Object.fromEntries(
      IDS.flatMap((name) => (typeof ids[name] === "string" && ids[name] ? [[name, ids[name]]] : [])),
    ),
    ...(typeof sort === "string" && SORTS.includes(sort) ? { sort: sort as CaseFileSort } : {}),
  };
}

export const Route = createFileRoute("/_app/portfolio")({ validateSearch: viewOf, component: PortfolioRoute });

function PortfolioRoute() {
  const view = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return <Portfolio view={view} onView={(search) => navigate({ search, replace: true })} />;
}
