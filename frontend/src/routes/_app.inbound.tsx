import { createFileRoute } from "@tanstack/react-router";
import { InboundPage } from "@/inbound/inbound-page";

export const Route = createFileRoute("/_app/inbound")({ component: InboundPage });
