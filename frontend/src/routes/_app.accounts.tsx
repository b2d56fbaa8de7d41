import { createFileRoute } from "@tanstack/react-router";
import { AccountsPage } from "@/accounts/accounts-page";

export const Route = createFileRoute("/_app/accounts")({ component: AccountsPage });
