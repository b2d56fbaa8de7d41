import { createFileRoute } from "@tanstack/react-router";
import { Dashboard } from "@/dashboard/dashboard";

export const Route = createFileRoute("/_app/dashboard")({ component: Dashboard });
