"""The viewer, live: open pages follow a changed role, and end with the sign-in."""

from collections.abc import AsyncGenerator

import strawberry

from tandem_graphql.context import Info
from tandem_graphql.fields import Public
from tandem_graphql.live import wakeups
from tandem_graphql.organizations.viewer import Viewer
from tandem_graphql.roots import subscription


@strawberry.type
class ViewerSubscription:
    @subscription(Public.SIGN_IN)
    async def viewer_changed(self, info: Info) -> AsyncGenerator[Viewer, None]:
        """Who is signed in, and again whenever their role, name or reach changed; ends when the sign-in does."""
        shown = None
        async for _ in wakeups(info.context):
            actor = info.context.actor
            if actor != shown:
                shown = actor
                yield Viewer.of(actor)
