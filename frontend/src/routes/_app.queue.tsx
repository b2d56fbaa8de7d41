import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { Queue } from "@/worklist/queue";

type Search = { q?: string };

export const Route = createFileRoute("/_app/queue")({
  validateSearch: ({ q }: Record<string, unknown>): Search => (typeof q === "string" && q ? { q } : {}),
  component: QueueRoute,
});

function QueueRoute() {
  const { q = "" } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return <Queue search={q} onSearch={(search) => navigate({ search: search ? { q: search } : {}, replace: true })} />;
}
