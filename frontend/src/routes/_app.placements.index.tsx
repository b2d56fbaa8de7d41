import { createFileRoute } from "@tanstack/react-router";
import { Batches } from "@/placements/batches";

export const Route = createFileRoute("/_app/placements/")({ component: Batches });
