"""They called us: a conversation that the debtor began."""

from datetime import datetime

import strawberry

from tandem.contacts import commands
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class RecordReceivedCallInput:
    case_file_id: strawberry.ID
    party_id: strawberry.ID
    at: datetime = strawberry.field(description="When they called, in the last 30 days.")
    note: str | None = None


@value_type(Public.ANSWER)
class RecordReceivedCallPayload:
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class ReceivedCallMutations:
    @mutation(Permission.CONTACT_ATTEMPT_SETTLE)
    async def record_received_call(self, info: Info, input: RecordReceivedCallInput) -> RecordReceivedCallPayload:  # noqa: A002
        """Somebody of the case file called and was talked with: it counts as a conversation, not as an attempt."""
        actor = info.context.actor
        row = await commands.record_received_call(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.party_id, "Party", "partyId"),
            at=input.at,
            note=input.note,
        )
        return RecordReceivedCallPayload(case_file=await case_file_of(actor, row.id))
