"""Issuing and releasing directives."""

import strawberry

from tandem.directives import commands
from tandem.directives.models import DirectiveKind
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.directives.types import Directive
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.money import MoneyInput
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input(description="A claim that a hold is on; `amount` is the part of it, null all of it.")
class HeldClaimInput:
    claim_id: strawberry.ID
    amount: MoneyInput | None = None

    def parse(self, field: str) -> commands.HeldClaim:
        """As the domain's. Raises InvalidInput naming the part that is wrong."""
        claim_id = key_of(self.claim_id, "Claim", f"{field}.claimId")
        return commands.HeldClaim(claim_id, self.amount.parse(f"{field}.amount") if self.amount else None)


@strawberry.input
class IssueDirectiveInput:
    case_file_id: strawberry.ID
    kind: DirectiveKind
    reason: str
    party_id: strawberry.ID | None = None
    claims: list[HeldClaimInput] = strawberry.field(
        default_factory=list, description="What a hold is on, where it is not on the whole case file."
    )


@value_type(Public.ANSWER)
class IssueDirectivePayload:
    directive: Directive | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ReleaseDirectiveInput:
    directive_id: strawberry.ID


@value_type(Public.ANSWER)
class ReleaseDirectivePayload:
    directive: Directive | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class DirectiveMutations:
    @mutation(Permission.DIRECTIVE_ISSUE)
    async def issue_directive(self, info: Info, input: IssueDirectiveInput) -> IssueDirectivePayload:  # noqa: A002
        actor = info.context.actor
        key = key_of(input.case_file_id, "CaseFile", "caseFileId")
        party_id = key_of(input.party_id, "Party", "partyId") if input.party_id else None
        held = [one.parse(f"claims.{place}") for place, one in enumerate(input.claims)]
        row = await commands.issue_directive(
            actor, key, kind=input.kind, reason=input.reason, party_id=party_id, held=held
        )
        return IssueDirectivePayload(directive=Directive.of(actor, row), case_file=await case_file_of(actor, key))

    @mutation(Permission.DIRECTIVE_RELEASE)
    async def release_directive(self, info: Info, input: ReleaseDirectiveInput) -> ReleaseDirectivePayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.release_directive(actor, key_of(input.directive_id, "Directive", "directiveId"))
        case_file = await case_file_of(actor, row.case_file_id)
        return ReleaseDirectivePayload(directive=Directive.of(actor, row), case_file=case_file)
