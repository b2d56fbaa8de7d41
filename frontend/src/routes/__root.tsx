import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { createRootRouteWithContext, Link, Outlet } from "@tanstack/react-router";
import type { RouterContext } from "@/app/app";
import { Empty, Failed } from "@/design/states";

export const Route = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  errorComponent: ({ reset }) => <Failed onRetry={reset} />,
  notFoundComponent: () => (
    <Empty
      title={<Trans>This page does not exist</Trans>}
      action={
        <Button component={Link} to="/">
          <Trans>Back to the start</Trans>
        </Button>
      }
    />
  ),
});
