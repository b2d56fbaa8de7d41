"""The live stream of one case file."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial
from uuid import UUID

import strawberry

from tandem.organizations.access import audience, side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import CaseScope
from tandem.timeline.queries import Entry, Position, entries_after, positions_of
from tandem_graphql import live
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import subscription
from tandem_graphql.timeline.types import TimelineEvent, event_of
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@value_type(Public.PAGE)
class TimelineDelivery:
    position: str = strawberry.field(
        description="Hand it back as `after` to resume without losing or repeating an event."
    )
    event: TimelineEvent
    key: strawberry.Private[UUID]

    @strawberry.field
    async def case_file(self, info: Info) -> CaseFile:
        actor = info.context.actor
        key = (audience(actor), "case_file", self.key)
        return await live.read_once(key, lambda: case_file_of(actor, self.key))


@strawberry.type
class TimelineSubscription:
    @subscription(Resource.TIMELINE)
    async def timeline(
        self, info: Info, case_file_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[TimelineDelivery, None]:
        """Every event of one case file that the reader may see, after `after` (CaseFile.timelinePosition or a
        delivery's position).
        """
        context = info.context
        key, position = key_of(case_file_id, "CaseFile", "caseFileId"), Position.parse(context.actor, after)
        await case_file_of(context.actor, key)
        async with aclosing(live.wakeups(context, key, look_every=live.LOOK_EVERY)) as woken:
            async for _ in woken:
                actor = context.actor
                authorize(actor, side_of(actor), Permission.TIMELINE_READ)  # the role may have changed meanwhile
                if actor.case_scope is not CaseScope.ALL or actor.entity_ids:
                    # The case file may have gone to a colleague, or its creditor have left the group.
                    asked = (audience(actor), "reached", key)
                    await live.read_once(asked, partial(case_file_of, actor, key))
                position = position or (await positions_of(actor, [key]))[key]
                async for entry in _after(actor, key, position):
                    context.refresh()  # an event read in the same round as the one before it may be newer than its rows
                    yield TimelineDelivery(position=position.told_to(actor), event=event_of(actor, entry), key=key)


async def _after(actor: Actor, key: UUID, position: Position) -> AsyncIterator[Entry]:
    """What came after the position, which moves along."""
    while True:
        asked = (audience(actor), "timeline", key, str(position))
        entries = await live.read_once(asked, lambda: entries_after(actor, key, position))
        for entry in entries:
            if position.passed(entry):
                yield entry
        if not entries:
            return
