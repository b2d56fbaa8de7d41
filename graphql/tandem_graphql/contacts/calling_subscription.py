"""One's own telephone, live: ringing, answered, over."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from tandem.contacts.calling.lines import TOPIC
from tandem.contacts.calling.queries import my_calls
from tandem_graphql.contacts.calling_types import MyCalls
from tandem_graphql.context import Info
from tandem_graphql.live import wakeups
from tandem_graphql.roots import subscription
from tandem_policies.vocabulary import Resource


@strawberry.type
class CallingSubscription:
    @subscription(Resource.CONTACT_ATTEMPT)
    async def my_calls(self, info: Info) -> AsyncGenerator[MyCalls, None]:
        """The reader's own line and the call in hand, now and whenever either moves."""
        context = info.context
        async with aclosing(wakeups(context, context.actor.membership_id)) as woken:
            async for heard in woken:
                if heard and not any(one.topic == TOPIC for one in heard):
                    continue
                actor = context.actor
                yield MyCalls.of(actor, await my_calls(actor))
