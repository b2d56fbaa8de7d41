import { createFileRoute } from "@tanstack/react-router";
import { Attention } from "@/contacts/attention";

export const Route = createFileRoute("/_app/attention")({ component: Attention });
