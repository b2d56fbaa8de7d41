import { createFileRoute } from "@tanstack/react-router";
import { PolicyTable } from "@/roles/policy-table";

export const Route = createFileRoute("/_app/people_/roles/table")({ component: PolicyTable });
