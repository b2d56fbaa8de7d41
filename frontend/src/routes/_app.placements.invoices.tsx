import { createFileRoute } from "@tanstack/react-router";
import { InvoicesPage } from "@/placements/invoices-page";

export const Route = createFileRoute("/_app/placements/invoices")({ component: InvoicesPage });
