"""The gate's answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from tandem.casefiles.queries import CLAIMS, claims_by_case_file
from tandem.contacts.answers import AddressAnswer, Answer, Availability, ClaimAnswer
from tandem.contacts.fact_reading import facts_from, facts_sql, looked_back_to
from tandem.contacts.gate import Decision
from tandem.contacts.models import Channel
from tandem.contacts.person import Unsaid
from tandem.contacts.queries import availabilities
from tandem_graphql.casefiles.claims import Claim
from tandem_graphql.context import Info
from tandem_graphql.fields import value_type
from tandem_graphql.ids import global_id
from tandem_graphql.lookahead.finishing import Show, show
from tandem_graphql.lookahead.pieces import Const, Pieces, Sql, concat
from tandem_graphql.lookahead.planning import At, answered_by
from tandem_graphql.lookahead.running import Run
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.reasons import Reason
from tandem_policies.permission import Permission


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
    unsaid: list[Unsaid] = strawberry.field(
        description="What nobody has said of the person yet: until then, the stricter of the rules that may hold do."
    )
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
            unsaid=list(answer.unsaid),
            claims=claims,
            answer=answer,
        )


@value_type()
class AddressAvailability:
    """Whether one number or address can be used now, and from when."""

    contact_point_id: strawberry.ID
    zones: list[str] = strawberry.field(description="Time zones that the person may be in; none: unknown.")
    verdict: ContactVerdict
    automated_call: ContactVerdict | None = strawberry.field(
        description="Of a number: whether a message may call it, which asks who is on the line before it says anything."
    )
    callback_at: datetime | None = strawberry.field(
        description="When the person asked to be called, until that is over. Around then a call is that one, and waits "
        "for no limit; `verdict` says so."
    )

    @classmethod
    def of(cls, case_file_id: UUID, answered: AddressAnswer) -> "AddressAvailability":
        """How one address of a case file can be used now."""
        return cls(
            contact_point_id=global_id("ContactPoint", answered.contact_point_id),
            zones=list(answered.zones),
            verdict=ContactVerdict.of(case_file_id, answered.answer),
            automated_call=ContactVerdict.of(case_file_id, answered.machine) if answered.machine else None,
            callback_at=answered.callback_at,
        )


@value_type()
class ChannelAvailability:
    channel: Channel
    configured: bool = strawberry.field(description="False while no provider is configured.")
    verdict: ContactVerdict = strawberry.field(description="The best of its addresses.")
    addresses: list[AddressAvailability]

    @classmethod
    def of(cls, case_file_id: UUID, availability: Availability) -> "ChannelAvailability":
        """How one case file can be worked by one channel now."""
        return cls(
            channel=availability.channel,
            configured=availability.configured,
            verdict=ContactVerdict.of(case_file_id, availability.answer),
            addresses=[AddressAvailability.of(case_file_id, one) for one in availability.addresses],
        )


def read_channels(at: At, selected: Selected) -> Pieces:
    """How the case file of this row can be worked now, for the one statement of a page.

    The facts are read with the page; the gate answers in Python, and finds each claim as the page shows it.
    """
    if not at.may(Permission.CONTACT_ATTEMPT_PLAN):
        return [Const("[]")]
    plan, claims = at.plan, list[Pieces]()

    def claim(one: Selected) -> Show:
        claims.append(_claims(at, one))
        place = len(claims) - 1
        return lambda verdict, run: run.told[place][str(verdict.answer.claim_id)]

    shown = show(answered_by(selected), selected, plan.fragments, plan.variables, {"ClaimVerdict.claim": claim})

    def finish(run: Run, told: list[Any]) -> Any:
        facts = facts_from(told[0])
        run.told = told[1:]
        return shown([ChannelAvailability.of(facts.id, one) for one in availabilities(facts)], run)

    facts = facts_sql(f"= {at.column('id')}", plan.slot(lambda run: run.value("since", looked_back_to, "timestamptz")))
    arguments: Pieces = [Const("["), Sql(f"(SELECT row_to_json(facts) FROM ({facts}) facts)")]
    for pieces in claims:
        arguments += [Const(","), *pieces]
    return plan.finish([*arguments, Const("]")], finish)


def _claims(at: At, one: Selected) -> Pieces:
    """The case file's claims by their keys, each as the page shows it."""
    row = at.plan.new_row()
    pieces: Pieces = [Const('"'), Sql(f"{row}.id"), Const('":'), *at.to(row, one).object(one)]
    source = CLAIMS.source(row, at.column("id"), "")
    return [Const("{"), Sql(f"(SELECT string_agg({concat(pieces)}, ',') FROM {source})"), Const("}")]
