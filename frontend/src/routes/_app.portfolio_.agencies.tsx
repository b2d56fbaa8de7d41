import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { AgenciesPage } from "@/comparing/agencies-page";

type View = { entity?: string };

function viewOf({ entity }: Record<string, unknown>): View {
  return typeof entity === "string" && entity ? { entity } : {};
}

export const Route = createFileRoute("/_app/portfolio_/agencies")({ validateSearch: viewOf, component: AgenciesRoute });

function AgenciesRoute() {
  const { entity } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <AgenciesPage
      entity={entity}
      onEntity={(next) => navigate({ search: next ? { entity: next } : {}, replace: true })}
    />
  );
}
