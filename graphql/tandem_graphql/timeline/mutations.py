"""Keeping how far the reader has read."""

import strawberry

from tandem.casefiles.reading import mark_timeline_read
from tandem.timeline import Chain
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class TimelineHeightInput:
    chain: Chain
    sequence: int


@strawberry.input
class MarkTimelineReadInput:
    case_file_id: strawberry.ID
    heights: list[TimelineHeightInput]


@value_type(Public.ANSWER)
class MarkTimelineReadPayload:
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class TimelineMutations:
    @mutation(Permission.TIMELINE_READ)
    async def mark_timeline_read(self, info: Info, input: MarkTimelineReadInput) -> MarkTimelineReadPayload:  # noqa: A002
        """The reader has read each chain up to a sequence; nothing is ever unread again."""
        actor = info.context.actor
        heights = {height.chain: height.sequence for height in input.heights}
        row = await mark_timeline_read(actor, key_of(input.case_file_id, "CaseFile", "caseFileId"), heights=heights)
        return MarkTimelineReadPayload(case_file=await case_file_of(actor, row.id))
