"""The bank's dashboard, live."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic

import strawberry

from tandem.organizations.queries import creditors_granting_to
from tandem.reporting.queries import bank_dashboard_for
from tandem_graphql.context import Info
from tandem_graphql.live import wakeups
from tandem_graphql.reporting.types import BankDashboard
from tandem_graphql.roots import subscription
from tandem_policies.vocabulary import Resource

_AT_MOST_EVERY = 1.0  # seconds between two readings for what happens to case files


@strawberry.type
class BankDashboardSubscription:
    @subscription(Resource.BANK_DASHBOARD)
    async def bank_dashboard(self, info: Info) -> AsyncGenerator[BankDashboard, None]:
        """The dashboard now and whenever it changes; empties when a grant ends."""
        context, shown, read_at = info.context, None, 0.0
        listens = True
        while listens:
            creditors = await creditors_granting_to(context.actor)
            listens = False
            async with aclosing(wakeups(context, context.actor.organization_id, *creditors)) as woken:
                async for heard in woken:
                    listens = any(one.topic == "grant" for one in heard)
                    if heard and not listens:
                        await asyncio.sleep(max(0.0, read_at + _AT_MOST_EVERY - monotonic()))
                    # The page was opened by the query beside this stream, which told so.
                    found, read_at = await bank_dashboard_for(context.actor, opened=False), monotonic()
                    if found.portfolios != shown:
                        shown = found.portfolios
                        yield BankDashboard.of(found)
                    if listens:  # to other creditors from here on
                        break
