import { createFileRoute } from "@tanstack/react-router";
import { RoleEditor } from "@/roles/role-editor";

export const Route = createFileRoute("/_app/people_/roles/$roleId")({ component: Role });

function Role() {
  const { roleId } = Route.useParams();
  return <RoleEditor key={roleId} id={roleId} />;
}
