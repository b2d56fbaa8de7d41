import { createFileRoute } from "@tanstack/react-router";
import { RefusalsPage } from "@/refusals/refusals-page";
import { viewOf } from "@/refusals/view";

export const Route = createFileRoute("/_app/refusals")({ validateSearch: viewOf, component: RefusalsPage });
