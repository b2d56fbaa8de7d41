import { createFileRoute } from "@tanstack/react-router";
import { PrintRunPage } from "@/printing/print-run-page";

export const Route = createFileRoute("/_app/print-runs/$runId")({ component: PrintRunRoute });

function PrintRunRoute() {
  const { runId } = Route.useParams();
  return <PrintRunPage key={runId} id={runId} />;
}
