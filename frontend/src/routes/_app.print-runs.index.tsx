import { createFileRoute } from "@tanstack/react-router";
import { PrintRunsPage } from "@/printing/print-runs-page";

export const Route = createFileRoute("/_app/print-runs/")({ component: PrintRunsPage });
