import { createFileRoute } from "@tanstack/react-router";
import { PeoplePage } from "@/people/people";

export const Route = createFileRoute("/_app/people")({ component: PeoplePage });
