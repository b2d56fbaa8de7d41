import { createFileRoute } from "@tanstack/react-router";
import { CallOutcomesPage } from "@/contacts/call-outcomes-page";

export const Route = createFileRoute("/_app/calls")({ component: CallOutcomesPage });
