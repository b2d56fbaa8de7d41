import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { Queue } from "@/worklist/queue";

type Search = { q?: string; whose?: string };

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

export const Route = createFileRoute("/_app/queue")({
  validateSearch: ({ q, whose }: Record<string, unknown>): Search => ({ q: text(q), whose: text(whose) }),
  component: QueueRoute,
});

function QueueRoute() {
  const { q = "", whose = "" } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <Queue
      search={q}
      whose={whose}
      onView={(view) =>
        navigate({ search: { q: view.search || undefined, whose: view.whose || undefined }, replace: true })
      }
    />
  );
}
