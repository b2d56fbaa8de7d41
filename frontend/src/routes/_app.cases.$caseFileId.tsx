import { createFileRoute } from "@tanstack/react-router";
import { CasePage } from "@/casefiles/case-page";
import { viewOf } from "@/timeline/view";

export const Route = createFileRoute("/_app/cases/$caseFileId")({ validateSearch: viewOf, component: CaseRoute });

function CaseRoute() {
  const { caseFileId } = Route.useParams();
  return <CasePage key={caseFileId} id={caseFileId} />;
}
