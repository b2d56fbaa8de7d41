import { createFileRoute } from "@tanstack/react-router";
import { NewTemplatePage } from "@/templates/new-template-page";

export const Route = createFileRoute("/_app/templates/new")({
  validateSearch: ({ from, language }: Record<string, unknown>): { from?: string; language?: "fr" | "en" } => ({
    ...(typeof from === "string" && { from }),
    ...((language === "fr" || language === "en") && { language }),
  }),
  component: NewTemplateRoute,
});

function NewTemplateRoute() {
  const { from, language } = Route.useSearch();
  return <NewTemplatePage key={`${from} ${language}`} from={from} language={language} />;
}
