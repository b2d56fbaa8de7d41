import { createFileRoute, redirect } from "@tanstack/react-router";
import { setClock } from "@/app/clock";
import { Layout } from "@/app/layout";
import { ViewerContext, ViewerQuery } from "@/app/viewer";

export const Route = createFileRoute("/_app")({
  async beforeLoad({ context, location }) {
    const { data, error } = await context.api.query(ViewerQuery, {}).toPromise();
    if (error) throw error;
    const viewer = data?.viewer;
    if (!viewer) throw redirect({ to: "/sign-in", search: { next: location.href } });
    setClock(viewer.clock.now);
    return { viewer };
  },
  component: SignedIn,
});

function SignedIn() {
  const { viewer } = Route.useRouteContext();
  return (
    <ViewerContext value={viewer}>
      <Layout />
    </ViewerContext>
  );
}
