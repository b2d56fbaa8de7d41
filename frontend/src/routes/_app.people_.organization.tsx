import { createFileRoute } from "@tanstack/react-router";
import { GroupPage } from "@/group/group-page";

export const Route = createFileRoute("/_app/people_/organization")({ component: GroupPage });
