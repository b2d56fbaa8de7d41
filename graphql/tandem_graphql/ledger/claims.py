"""Correcting what a claim is for."""

import strawberry

from tandem.casefiles.models import ClaimNature
from tandem.ledger import commands
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class CorrectClaimNatureInput:
    claim_id: strawberry.ID
    nature: ClaimNature
    reason: str


@value_type(Public.ANSWER)
class CorrectClaimNaturePayload:
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class ClaimMutations:
    @mutation(Permission.CLAIM_CORRECT)
    async def correct_claim_nature(self, info: Info, input: CorrectClaimNatureInput) -> CorrectClaimNaturePayload:  # noqa: A002
        """What the claim is for after all: its last day is counted anew, and waiting contacts are looked at again."""
        actor = info.context.actor
        row = await commands.correct_claim_nature(
            actor, key_of(input.claim_id, "Claim", "claimId"), nature=input.nature, reason=input.reason
        )
        return CorrectClaimNaturePayload(case_file=await case_file_of(actor, row.case_file_id))
