import { createFileRoute } from "@tanstack/react-router";
import { PrivacyPage } from "@/privacy/privacy-page";

export const Route = createFileRoute("/_app/privacy/")({
  validateSearch: ({ q }: { q?: unknown }) => (typeof q === "string" && q ? { q } : {}),
  component: PrivacyPage,
});
