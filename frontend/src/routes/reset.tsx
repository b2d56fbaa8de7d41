import { createFileRoute } from "@tanstack/react-router";
import { Reset } from "@/sign-in/reset";

export const Route = createFileRoute("/reset")({ component: () => <Reset onDone={() => location.assign("/")} /> });
