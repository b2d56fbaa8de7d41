"""What is owed: claims, and the balance of a case file."""

from datetime import date

import strawberry

from tandem.casefiles import models
from tandem.casefiles.models import Segment
from tandem.kit import clock
from tandem.organizations.actor import Actor
from tandem_graphql.fields import field, row_type, value_type
from tandem_graphql.money import Money
from tandem_graphql.nodes import Node
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource


@value_type()
class Balance:
    principal: Money
    interest: Money
    indemnities: Money
    accessories: Money
    paid: Money
    outstanding: Money

    @classmethod
    def of(cls, row: models.CaseFile) -> "Balance":
        """The balance columns of a case file."""

        def money(minor: int) -> Money:
            return Money.minor(minor, row.currency)

        return cls(
            principal=money(row.principal),
            interest=money(row.interest),
            indemnities=money(row.indemnities),
            accessories=money(row.accessories),
            paid=money(row.paid),
            outstanding=money(row.outstanding),
        )


@row_type
class Claim(Node):
    row: strawberry.Private[models.Claim]

    document_number: str = field(Resource.CLAIM)
    issued_on: date | None = field(Resource.CLAIM)
    due_on: date = field(Resource.CLAIM)
    segment: Segment = field(Resource.CLAIM)
    payee: str = field(Resource.CLAIM)
    placed: Money = field(Resource.CASE_FILE_AMOUNTS, of=lambda claim: _placed(claim.row))
    paid: Money = field(Resource.CASE_FILE_AMOUNTS, of=lambda claim: Money.minor(claim.row.paid, claim.row.currency))
    outstanding: Money = field(
        Resource.CASE_FILE_AMOUNTS, of=lambda claim: Money.minor(claim.row.outstanding, claim.row.currency)
    )
    last_day: date | None = field(
        Resource.CLAIM,
        description="Last day on which the claim can be brought before a court; null when no period is known for it.",
    )
    time_barred: bool = field(Resource.CLAIM, of=lambda claim: _is_time_barred(claim.row))
    opening_letter_posted_on: date | None = field(
        Resource.CLAIM,
        of=lambda claim: claim.row.letter_posted_on,
        description="Named in an opening letter posted on this day (R124-4).",
    )
    description: str | None = field(Resource.CLAIM)

    @classmethod
    def of(cls, actor: Actor, row: models.Claim) -> "Claim":
        """A claim of a case file that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))


def _placed(claim: models.Claim) -> Money:
    return Money.minor(claim.principal + claim.interest + claim.indemnities + claim.accessories, claim.currency)


def _is_time_barred(claim: models.Claim) -> bool:
    return claim.last_day is not None and claim.last_day < clock.today()
