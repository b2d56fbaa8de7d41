import { createFileRoute } from "@tanstack/react-router";
import { PersonPage } from "@/privacy/person-page";

export const Route = createFileRoute("/_app/privacy/people/$debtorId")({ component: Person });

function Person() {
  return <PersonPage debtorId={Route.useParams().debtorId} />;
}
