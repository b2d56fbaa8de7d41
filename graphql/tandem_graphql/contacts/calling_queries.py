"""Reading one's own telephone, and what calls can end with."""

import strawberry

from tandem.contacts.calling.outcomes import outcomes_for
from tandem.contacts.calling.queries import my_calls, untold_calls
from tandem.contacts.calling.script import script_for
from tandem_graphql.connections import Connection
from tandem_graphql.contacts.calling_types import CallOutcome, CallScript, MyCalls, ReceivedCall
from tandem_graphql.context import Info
from tandem_graphql.ids import key_of
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class CallingQueries:
    @query(Resource.CONTACT_ATTEMPT)
    async def my_calls(self, info: Info) -> MyCalls:
        """The reader's own line and the call in hand; the subscription of the same name tells every change."""
        actor = info.context.actor
        return MyCalls.of(actor, await my_calls(actor))

    @query(Resource.CONTACT_ATTEMPT)
    async def untold_calls(self, info: Info, first: int = 50, after: str | None = None) -> Connection[ReceivedCall]:
        """Calls put through to the reader that ended long ago and wait for their outcome; of all, for a manager."""
        actor = info.context.actor
        return Connection.of(await untold_calls(actor, first, after), lambda found: ReceivedCall.of(actor, found))

    @query(Resource.CONTACT_ATTEMPT_CONTENT)
    async def call_script(self, info: Info, attempt_id: strawberry.ID) -> CallScript | None:
        """What to say in a call, in the debtor's language; null where the agency has no script for it."""
        found = await script_for(info.context.actor, key_of(attempt_id, "ContactAttempt", "attemptId"))
        return CallScript.of(found) if found else None

    @query(Resource.CONTACT_ATTEMPT)
    async def call_outcomes(self, info: Info) -> list[CallOutcome]:
        """What a call of the reader's agency can end with, in the order of the keys 1 to 9."""
        locale = info.context.locale
        return [CallOutcome.of(one, locale) for one in await outcomes_for(info.context.actor)]
