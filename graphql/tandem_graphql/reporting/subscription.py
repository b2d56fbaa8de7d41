"""The bank's dashboard, live."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic

import strawberry

from tandem.kit import clock
from tandem.organizations.queries import creditors_granting_to
from tandem.reporting.bank import Look, bank_dashboard_for
from tandem_graphql.context import Info
from tandem_graphql.live import CHECK_EVERY, wakeups
from tandem_graphql.reporting.bank import BankDashboard
from tandem_graphql.roots import subscription
from tandem_policies.vocabulary import Resource

_AT_MOST_EVERY = 1.0  # seconds between two readings for what happens to case files
_JUST_AFTER = 0.05  # seconds: a grant's last day is over then, by every clock


@strawberry.type
class BankDashboardSubscription:
    @subscription(Resource.BANK_DASHBOARD)
    async def bank_dashboard(self, info: Info) -> AsyncGenerator[BankDashboard, None]:
        """The dashboard now and whenever it changes; empties when a grant ends, also at midnight in Paris."""
        context, shown, read_at, look = info.context, None, 0.0, Look.STREAM_OPENED
        listens = True
        while listens:
            creditors = await creditors_granting_to(context.actor)
            until_midnight, listens = clock.until_next_day().total_seconds() + _JUST_AFTER, False
            look_every = until_midnight if until_midnight < CHECK_EVERY else None
            ends_at = monotonic() + until_midnight
            async with aclosing(
                wakeups(context, context.actor.organization_id, *creditors, look_every=look_every)
            ) as woken:
                async for heard in woken:
                    if heard and all(one.topic == "bank_view" for one in heard):
                        continue  # a look changes nothing of what is looked at
                    opened = any(one.topic == "grant" for one in heard)
                    # To other creditors from here on, or with the last minute of a day before it.
                    left = ends_at - monotonic()
                    listens = opened or left <= 0 or (look_every is None and left < CHECK_EVERY)
                    if heard and not opened:
                        await asyncio.sleep(max(0.0, read_at + _AT_MOST_EVERY - monotonic()))
                    found, read_at = await bank_dashboard_for(context.actor, look), monotonic()
                    look = Look.STILL_OPEN
                    if found.portfolios != shown:
                        shown = found.portfolios
                        yield BankDashboard.of(found)
                    if listens:
                        break
