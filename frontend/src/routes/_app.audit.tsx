import { createFileRoute } from "@tanstack/react-router";
import { AuditPage } from "@/audit/audit-page";
import { viewOf } from "@/audit/view";

export const Route = createFileRoute("/_app/audit")({ validateSearch: viewOf, component: AuditPage });
