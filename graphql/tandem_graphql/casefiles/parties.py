"""Who owes: the debtor as the creditor knows them, the parties of the case, and how they are reached."""

from datetime import datetime

import strawberry

from tandem.casefiles import models
from tandem.casefiles.models import ContactPlace, ContactPointKind, PartyRole, Segment
from tandem.casefiles.queries import CONTACT_POINTS, PartyOnFile, ReachablePoint, dead_sql, place_sql, refused_sql
from tandem.contacts.models import Channel
from tandem.organizations.actor import Actor
from tandem_graphql.fields import field, row_type
from tandem_graphql.lookahead.pieces import Const, Pieces, Sql, concat
from tandem_graphql.lookahead.planning import At, Read, leaf_of, listed
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.nodes import Node
from tandem_graphql.reads import column, many
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource


@row_type
class Debtor(Node):
    row: strawberry.Private[models.Debtor]

    reference: str = field(Resource.CASE_FILE, description="The creditor's own reference of this customer.")
    name: str | None = field(Resource.CASE_FILE_IDENTITY, description="Masked (null) for who may not see identities.")
    company_number: str | None = field(Resource.CASE_FILE_IDENTITY)
    language: str = field(Resource.CASE_FILE)
    country: str = field(Resource.CASE_FILE, description="ISO 3166-1 alpha-2 code: whose law protects the person.")


def _read_ended(name: str, since: str) -> Read:
    """Whether it ended, or was found dead on another client's case file: what the agency alone learns."""

    def read(at: At, selected: Selected) -> Pieces:
        elsewhere = dead_sql(at.sight.relation, at.row, name)
        own = at.column(name)
        return leaf_of(selected, f"(CASE WHEN {at.column(since)} IS NULL THEN {elsewhere} ELSE {own} END)")

    return read


def _read_place(at: At, selected: Selected) -> Pieces:
    return leaf_of(selected, place_sql(at.sight.relation, at.row))


def _read_opted_out(at: At, selected: Selected) -> Pieces:
    if Resource.OPT_OUT not in at.sight.readable:
        return [Const("[]")]
    refused = refused_sql(at.sight.relation, at.row, at.plan.organization)
    shown = concat(leaf_of(selected, "refused.channel"))
    return listed([Sql(shown)], f"unnest({refused}) WITH ORDINALITY refused (channel, place)", "refused.place")


@row_type
class ContactPoint(Node):
    row: strawberry.Private[models.ContactPoint]
    refused: strawberry.Private[tuple[str, ...]]

    kind: ContactPointKind = field(Resource.CONTACT_POINT)
    value: str = field(Resource.CONTACT_POINT, description="E.164 number, e-mail address, or postal address in lines.")
    place: ContactPlace = field(
        Resource.CONTACT_POINT,
        ahead=_read_place,
        description="Where it reaches the person, as somebody said: some laws forbid work. The agency reads what "
        "was said last on any of its case files.",
    )
    valid_until: datetime | None = field(
        Resource.CONTACT_POINT, of=column("invalid_at"), ahead=_read_ended("invalid_at", "invalid_at")
    )
    invalid_reason: str | None = field(Resource.CONTACT_POINT, ahead=_read_ended("invalid_reason", "invalid_at"))
    texts_end_at: datetime | None = field(
        Resource.CONTACT_POINT,
        ahead=_read_ended("texts_end_at", "texts_end_at"),
        description="Since when this number takes no texts; it may still be called.",
    )
    texts_end_reason: str | None = field(Resource.CONTACT_POINT, ahead=_read_ended("texts_end_reason", "texts_end_at"))
    reopened_at: datetime | None = field(
        Resource.CONTACT_POINT, description="When the agency last opened it again after a provider had closed it."
    )
    opted_out: list[Channel] = field(Resource.CONTACT_POINT, of=lambda point: _opted_out(point), ahead=_read_opted_out)

    @classmethod
    def of(cls, actor: Actor, reachable: ReachablePoint) -> "ContactPoint":
        """A contact point of a case file that the actor reached."""
        return cls(row=reachable.point, refused=reachable.opted_out, sight=Sight.of_case(actor))


def _opted_out(point: ContactPoint) -> list[Channel]:
    """Nobody but the agency learns of opt-outs: they bind it for all its creditors."""
    return [Channel(channel) for channel in point.refused] if Resource.OPT_OUT in point.sight.readable else []


@row_type
class Party(Node):
    row: strawberry.Private[models.Party]
    points: strawberry.Private[list[ContactPoint]]

    role: PartyRole = field(Resource.PARTY)
    name: str | None = field(Resource.CASE_FILE_IDENTITY)
    country: str | None = field(
        Resource.PARTY,
        description="ISO 3166-1 alpha-2 code: whose law protects the person. Null: nobody has said, or the debtor.",
    )
    segment: Segment | None = field(
        Resource.PARTY, description="As whom the person is bound. Null: nobody has said, or the debtor."
    )
    language: str | None = field(Resource.PARTY, description="Null: the debtor's.")
    contact_points: list[ContactPoint] = field(
        Resource.CONTACT_POINT, of=lambda party: party.points, ahead=many(CONTACT_POINTS)
    )

    @classmethod
    def of(cls, actor: Actor, found: PartyOnFile) -> "Party":
        """A party of a case file that the actor reached."""
        points = [ContactPoint.of(actor, point) for point in found.contact_points]
        return cls(row=found.party, points=points, sight=Sight.of_case(actor))
