import { createFileRoute, redirect } from "@tanstack/react-router";
import { homeOf } from "@/app/viewer";

export const Route = createFileRoute("/_app/")({
  beforeLoad({ context }) {
    throw redirect({ to: homeOf(context.viewer) });
  },
});
