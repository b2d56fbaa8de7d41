import { createFileRoute } from "@tanstack/react-router";
import { BatchPageView } from "@/placements/batch-page";

export const Route = createFileRoute("/_app/placements/$batchId")({ component: BatchRoute });

function BatchRoute() {
  const { batchId } = Route.useParams();
  return <BatchPageView key={batchId} id={batchId} />;
}
