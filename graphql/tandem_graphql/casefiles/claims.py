"""What is owed: claims, and the balance of a case file."""

from datetime import date

import strawberry

from tandem.casefiles import models
from tandem.casefiles.models import ClaimNature, InterruptionKind, Segment
from tandem.kit import clock
from tandem.organizations.actor import Actor
from tandem_graphql.fields import field, row_type, value_type
from tandem_graphql.lookahead.pieces import Pieces, Sql
from tandem_graphql.lookahead.planning import At, Read, value_object
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.money import Money
from tandem_graphql.nodes import Node
from tandem_graphql.reads import column, minor_units, money
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


def read_balance(at: At, selected: Selected) -> Pieces:
    """The balance columns of a case file's row, for the one statement of a page."""

    def part(name: str) -> Read:
        return lambda at, one: money(at, one, at.column(name), at.column("currency"))

    return value_object(at, selected, {name: part(name) for name in Balance.__dataclass_fields__})


def _read_time_barred(at: At, _selected: Selected) -> Pieces:
    return [Sql(f"coalesce({at.column('last_day')} < {at.plan.today}, false)::text")]


@row_type
class Claim(Node):
    row: strawberry.Private[models.Claim]

    document_number: str = field(Resource.CLAIM)
    issued_on: date | None = field(Resource.CLAIM)
    due_on: date = field(Resource.CLAIM)
    segment: Segment = field(Resource.CLAIM)
    nature: ClaimNature = field(
        Resource.CLAIM, description="What it is for, where the law gives that a limitation period of its own."
    )
    payee: str = field(Resource.CLAIM)
    placed: Money = field(
        Resource.CASE_FILE_AMOUNTS, of=minor_units("principal", "interest", "indemnities", "accessories")
    )
    paid: Money = field(Resource.CASE_FILE_AMOUNTS, of=minor_units("paid"))
    outstanding: Money = field(Resource.CASE_FILE_AMOUNTS, of=minor_units("outstanding"))
    last_day: date | None = field(
        Resource.CLAIM,
        description="Last day on which the claim can be brought before a court; null when no period is known for it, "
        "or as long as a mediation goes on (`interruptedBy`).",
    )
    interrupted_by: InterruptionKind | None = field(
        Resource.CLAIM,
        description="What moved its last day last; null when the last day is counted from the due day.",
    )
    interrupted_on: date | None = field(Resource.CLAIM, description="When that happened.")
    time_barred: bool = field(Resource.CLAIM, of=lambda claim: _is_time_barred(claim.row), ahead=_read_time_barred)
    opening_letter_posted_on: date | None = field(
        Resource.CLAIM,
        of=column("letter_posted_on"),
        description="Named in an opening letter posted on this day (R124-4).",
    )
    description: str | None = field(Resource.CLAIM)

    @classmethod
    def of(cls, actor: Actor, row: models.Claim) -> "Claim":
        """A claim of a case file that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))


def _is_time_barred(claim: models.Claim) -> bool:
    return claim.last_day is not None and claim.last_day < clock.today()
