import { createFileRoute } from "@tanstack/react-router";
import { NewTemplatePage } from "@/templates/new-template-page";

export const Route = createFileRoute("/_app/templates/new")({
  validateSearch: ({ from }: Record<string, unknown>): { from?: string } => (typeof from === "string" ? { from } : {}),
  component: NewTemplateRoute,
});

function NewTemplateRoute() {
  const { from } = Route.useSearch();
  return <NewTemplatePage key={from ?? ""} from={from} />;
}
