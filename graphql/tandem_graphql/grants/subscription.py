"""A creditor's grants, live: ended, opened, looked at."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from tandem.organizations.access import side_of
from tandem.organizations.authorization import authorize
from tandem.organizations.queries import bank_grants_by_id
from tandem_graphql.context import Info
from tandem_graphql.grants.types import BankGrant
from tandem_graphql.live import wakeups
from tandem_graphql.roots import subscription
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

_TOPICS = frozenset({"grant", "bank_view"})


@strawberry.type
class GrantSubscription:
    @subscription(Resource.BANK_GRANT)
    async def bank_grants_changed(self, info: Info) -> AsyncGenerator[BankGrant, None]:
        """Grants of the reader's creditor, as they are opened, ended and looked at."""
        context = info.context
        async with aclosing(wakeups(context, whole_side=True)) as woken:
            async for heard in woken:
                # The role may have changed meanwhile.
                authorize(context.actor, side_of(context.actor), Permission.BANK_GRANT_READ)
                ids = {one.subject for one in heard if one.topic in _TOPICS}
                if ids:
                    for row in (await bank_grants_by_id(context.actor, ids)).values():
                        yield BankGrant.of(context.actor, row)
