import { createFileRoute } from "@tanstack/react-router";
import { RolesList } from "@/roles/roles-page";

export const Route = createFileRoute("/_app/people_/roles/")({ component: RolesList });
