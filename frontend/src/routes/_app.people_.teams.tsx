import { createFileRoute } from "@tanstack/react-router";
import { TeamsPage } from "@/teams/teams-page";

export const Route = createFileRoute("/_app/people_/teams")({ component: TeamsPage });
