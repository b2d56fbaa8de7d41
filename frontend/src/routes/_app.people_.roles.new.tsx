import { createFileRoute } from "@tanstack/react-router";
import { RoleEditor } from "@/roles/role-editor";

export const Route = createFileRoute("/_app/people_/roles/new")({ component: () => <RoleEditor id={null} /> });
