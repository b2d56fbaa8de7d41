import { createFileRoute } from "@tanstack/react-router";
import { Forgotten } from "@/sign-in/forgotten";

export const Route = createFileRoute("/forgotten")({ component: Forgotten });
