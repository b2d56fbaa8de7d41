import { createFileRoute } from "@tanstack/react-router";
import { ReturnedMail } from "@/returns/returned-mail";

export const Route = createFileRoute("/_app/returned-mail")({ component: ReturnedMail });
