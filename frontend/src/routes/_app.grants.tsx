import { createFileRoute } from "@tanstack/react-router";
import { Grants } from "@/grants/grants";

export const Route = createFileRoute("/_app/grants")({ component: Grants });
