"""The gate's answers."""

from datetime import datetime
from uuid import UUID

import strawberry

from tandem.casefiles.queries import claims_by_case_file
from tandem.contacts.answers import Answer, Availability, ClaimAnswer
from tandem.contacts.gate import Decision
from tandem.contacts.models import Channel
from tandem_graphql.casefiles.claims import Claim
from tandem_graphql.context import Info
from tandem_graphql.fields import value_type
from tandem_graphql.reasons import Reason


@value_type()
class ClaimVerdict:
    decision: Decision
    answer: strawberry.Private[ClaimAnswer]
    case_file_id: strawberry.Private[UUID]

    @strawberry.field
    async def claim(self, info: Info) -> Claim:
        claims = await info.context.loaders.need(claims_by_case_file, self.case_file_id)
        return next(Claim.of(info.context.actor, claim) for claim in claims if claim.id == self.answer.claim_id)

    @strawberry.field
    def reasons(self, info: Info) -> list[Reason]:
        return [Reason.of(reason, info.context.locale) for reason in self.answer.reasons]


@value_type()
class ContactVerdict:
    decision: Decision
    until: datetime | None
    pack_version: str = strawberry.field(description="Version of the rules that answered.")
    claims: list[ClaimVerdict]
    answer: strawberry.Private[Answer]

    @strawberry.field
    def reasons(self, info: Info) -> list[Reason]:
        return [Reason.of(reason, info.context.locale) for reason in self.answer.reasons]

    @classmethod
    def of(cls, case_file_id: UUID, answer: Answer) -> "ContactVerdict":
        """The gate's answer about one case file."""
        claims = [
            ClaimVerdict(decision=claim.decision, answer=claim, case_file_id=case_file_id) for claim in answer.claims
        ]
        return cls(
            decision=answer.decision,
            until=answer.until,
            pack_version=answer.pack_version,
            claims=claims,
            answer=answer,
        )


@value_type()
class ChannelAvailability:
    channel: Channel
    configured: bool = strawberry.field(description="False while no provider is configured.")
    verdict: ContactVerdict

    @classmethod
    def of(cls, case_file_id: UUID, availability: Availability) -> "ChannelAvailability":
        """How one case file can be worked by one channel now."""
        return cls(
            channel=availability.channel,
            configured=availability.configured,
            verdict=ContactVerdict.of(case_file_id, availability.answer),
        )
