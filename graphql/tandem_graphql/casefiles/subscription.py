"""Case files in the reader's reach, as they change, and the reach itself."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from uuid import UUID

import strawberry

from tandem.casefiles.queries import case_file_ids_of, case_files_by_id
from tandem.organizations.access import audience, side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import CaseScope
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.live import read_once, wakeups
from tandem_graphql.roots import subscription
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@value_type(Public.RIGHTS)
class ReachChange:
    lost: strawberry.ID | None = strawberry.field(
        description="The case file that is no longer reached; null when anything may have changed, such as a role."
    )


@strawberry.type
class CaseFilesSubscription:
    @subscription(Resource.CASE_FILE)
    async def case_files_changed(self, info: Info) -> AsyncGenerator[CaseFile, None]:
        """Case files of the reader's organization, as they change."""
        context = info.context
        async with aclosing(wakeups(context, whole_side=True)) as woken:
            async for heard in woken:
                # The role may have changed meanwhile.
                authorize(context.actor, side_of(context.actor), Permission.CASE_FILE_READ)
                actor, ids = context.actor, frozenset(one.subject for one in heard if one.topic == "timeline")
                if not ids:
                    continue
                key = (audience(actor), "case_files", ids)
                found = await read_once(key, partial(case_files_by_id, actor, ids))
                for row in found.values():
                    yield CaseFile.of(actor, row)

    @subscription(Public.RIGHTS)
    async def reach_changed(self, info: Info) -> AsyncGenerator[ReachChange, None]:
        """When the reader no longer reaches what may be on screen: what it shows is then asked again."""
        context = info.context
        known, before = await _reached(context.actor), context.actor
        async with aclosing(wakeups(context, whole_side=True)) as woken:
            async for heard in woken:
                actor = context.actor
                if audience(actor) != audience(before):
                    known, before = await _reached(actor), actor
                    yield ReachChange(lost=None)
                    continue
                if actor.case_scope is CaseScope.ALL:
                    continue
                moved = frozenset(one.subject for one in heard if one.topic == "timeline")
                if not moved:
                    continue
                key = (audience(actor), "reached", moved)
                found = await read_once(key, partial(case_files_by_id, actor, moved))
                for lost in sorted((moved & known) - found.keys()):
                    yield ReachChange(lost=global_id("CaseFile", lost))
                known = (known - moved) | found.keys()


async def _reached(actor: Actor) -> frozenset[UUID]:
    """What a confined reader reaches; whoever is not loses no single case file."""
    return frozenset() if actor.case_scope is CaseScope.ALL else await case_file_ids_of(actor)
