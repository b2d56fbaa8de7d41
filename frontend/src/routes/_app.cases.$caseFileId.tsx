import { createFileRoute } from "@tanstack/react-router";
import { CasePage } from "@/casefiles/case-page";

export const Route = createFileRoute("/_app/cases/$caseFileId")({ component: CaseRoute });

function CaseRoute() {
  const { caseFileId } = Route.useParams();
  return <CasePage key={caseFileId} id={caseFileId} />;
}
