import { createFileRoute } from "@tanstack/react-router";
import { Certificate } from "@/privacy/certificate";

export const Route = createFileRoute("/_app/privacy/erasures/$erasureId")({ component: Erasure });

function Erasure() {
  return <Certificate erasureId={Route.useParams().erasureId} />;
}
