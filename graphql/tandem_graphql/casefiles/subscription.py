"""Case files of the reader's organization, as they change."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

import strawberry

from tandem.casefiles.queries import case_files_by_id
from tandem.organizations.access import audience, side_of
from tandem.organizations.authorization import authorize
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.live import read_once, wakeups
from tandem_graphql.roots import subscription
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@strawberry.type
class CaseFilesSubscription:
    @subscription(Resource.CASE_FILE)
    async def case_files_changed(self, info: Info) -> AsyncGenerator[CaseFile, None]:
        """Case files of the reader's organization, as they change."""
        context = info.context
        authorize(context.actor, side_of(context.actor), Permission.CASE_FILE_READ)
        async with aclosing(wakeups(context, context.actor.organization_id)) as woken:
            async for heard in woken:
                actor, ids = context.actor, frozenset(one.subject for one in heard if one.topic == "timeline")
                if not ids:
                    continue
                key = (audience(actor), "case_files", ids)
                found = await read_once(key, partial(case_files_by_id, actor, ids))
                for row in found.values():
                    yield CaseFile.of(actor, row)
