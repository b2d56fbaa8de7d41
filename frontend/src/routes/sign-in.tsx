import { createFileRoute } from "@tanstack/react-router";
import { ownPath } from "@/sign-in/own-path";
import { SignIn } from "@/sign-in/sign-in";

type Search = { next?: string };

export const Route = createFileRoute("/sign-in")({
  validateSearch: (search: Record<string, unknown>): Search => {
    const next = ownPath(search.next);
    return next === undefined ? {} : { next };
  },
  component: SignInRoute,
});

function SignInRoute() {
  const { next } = Route.useSearch();
  // A full load: nothing of an earlier session may stay in memory.
  return <SignIn onDone={() => location.assign(next ?? "/")} />;
}
