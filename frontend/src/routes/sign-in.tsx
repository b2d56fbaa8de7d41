import { createFileRoute } from "@tanstack/react-router";
import { SignIn } from "@/sign-in/sign-in";

type Search = { next?: string };

/** Only a path of this site: a link must not lead elsewhere after the sign-in. */
function ownPath(next: unknown): Search {
  return typeof next === "string" && /^\/(?!\/)/.test(next) ? { next } : {};
}

export const Route = createFileRoute("/sign-in")({
  validateSearch: (search: Record<string, unknown>): Search => ownPath(search.next),
  component: SignInRoute,
});

function SignInRoute() {
  const { next } = Route.useSearch();
  // A full load: nothing of an earlier session may stay in memory.
  return <SignIn onDone={() => location.assign(next ?? "/")} />;
}
