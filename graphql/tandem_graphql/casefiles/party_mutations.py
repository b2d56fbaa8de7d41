"""Entering who else is bound by the debt, and correcting by whose law they are contacted."""

import strawberry

from tandem.casefiles.models import PartyRole, Segment
from tandem.casefiles.parties import Protection, add_party, correct_party
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission

_COUNTRY = "Where the person lives, ISO 3166-1 alpha-2: its law protects them. Null: not known."
_SEGMENT = "As whom the person is bound: a private person who vouches for a company is a consumer. Null: not known."
_LANGUAGE = "fr or en. Null: the debtor's."


@strawberry.input
class AddPartyInput:
    case_file_id: strawberry.ID
    role: PartyRole = strawberry.field(description="Anything but the debtor.")
    name: str
    country: str | None = strawberry.field(default=None, description=_COUNTRY)
    segment: Segment | None = strawberry.field(default=None, description=_SEGMENT)
    language: str | None = strawberry.field(default=None, description=_LANGUAGE)


@strawberry.input
class CorrectPartyInput:
    party_id: strawberry.ID
    country: str | None = strawberry.field(description=_COUNTRY)
    segment: Segment | None = strawberry.field(description=_SEGMENT)
    language: str | None = strawberry.field(description=_LANGUAGE)
    reason: str


@value_type(Public.ANSWER)
class PartyPayload:
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class PartyMutations:
    @mutation(Permission.CONTACT_POINT_WRITE)
    async def add_party(self, info: Info, input: AddPartyInput) -> PartyPayload:  # noqa: A002
        """A co-debtor or a guarantor of the case file; nothing is demanded of them before a letter of their own."""
        actor, protection = info.context.actor, Protection(input.country, input.segment, input.language)
        case_file_id = key_of(input.case_file_id, "CaseFile", "caseFileId")
        await add_party(actor, case_file_id, role=input.role, name=input.name, protection=protection)
        return PartyPayload(case_file=await case_file_of(actor, case_file_id))

    @mutation(Permission.CONTACT_POINT_WRITE)
    async def correct_party(self, info: Info, input: CorrectPartyInput) -> PartyPayload:  # noqa: A002
        """By whose law a person is contacted after all: waiting contacts are looked at again."""
        actor, protection = info.context.actor, Protection(input.country, input.segment, input.language)
        row = await correct_party(
            actor, key_of(input.party_id, "Party", "partyId"), protection=protection, reason=input.reason
        )
        return PartyPayload(case_file=await case_file_of(actor, row.case_file_id))
