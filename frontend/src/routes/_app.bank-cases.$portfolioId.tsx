import { createFileRoute } from "@tanstack/react-router";
import { BankCaseFiles } from "@/dashboard/case-files";

export const Route = createFileRoute("/_app/bank-cases/$portfolioId")({ component: CaseFilesRoute });

function CaseFilesRoute() {
  const { portfolioId } = Route.useParams();
  return <BankCaseFiles key={portfolioId} portfolioId={portfolioId} />;
}
