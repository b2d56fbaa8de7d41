import { createFileRoute } from "@tanstack/react-router";
import { GivenUpScreen } from "@/accounts/given-up";

export const Route = createFileRoute("/_app/given-up")({ component: GivenUpScreen });
