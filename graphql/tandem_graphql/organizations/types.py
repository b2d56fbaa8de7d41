"""Organizations, people, and what binds organizations to each other."""

from datetime import date
from uuid import UUID

import strawberry

from tandem.kit import clock
from tandem.organizations import models
from tandem.organizations.actor import Actor
from tandem.organizations.models import MandateKind, OrganizationKind
from tandem.organizations.queries import organizations_by_id
from tandem_graphql.context import Context, Info
from tandem_graphql.fields import Public, field, resolved, row_type
from tandem_graphql.ids import global_id
from tandem_graphql.lookahead.pieces import Pieces, chosen, or_refused
from tandem_graphql.lookahead.planning import At, Read
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.nodes import Node
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Relation, Resource, Role


@row_type
class Organization(Node):
    row: strawberry.Private[models.Organization]

    name: str = field(Resource.ORGANIZATION)
    kind: OrganizationKind = field(Resource.ORGANIZATION)

    @classmethod
    def of(cls, actor: Actor, row: models.Organization) -> "Organization":
        """An organization as the actor's own one stands to it."""
        return cls(row=row, sight=Sight.of_organization(actor, row.id))


async def organization(context: Context, organization_id: UUID) -> Organization:
    """An organization that a row already reached names."""
    row = await context.loaders.need(organizations_by_id, organization_id)
    return Organization.of(context.actor, row)


def organization_by(key: str) -> Read:
    """The organization that a column names, for the one statement of a page: one's own is seen as such."""

    def read(at: At, selected: Selected) -> Pieces:
        row, actor = at.plan.new_row(), at.plan.actor
        own, other = Sight.of(actor, Relation.OWN), Sight.of_case(actor)
        shown = {sight: at.to(row, selected, sight).object(selected) for sight in {own, other}}
        whole = chosen([(f"{row}.id = {at.plan.organization}", shown[own])], shown[other])
        return [or_refused(f"SELECT {whole.text} FROM organizations {row} WHERE {row}.id = {at.column(key)}")]

    return read


@row_type
class Person(Node):
    row: strawberry.Private[Actor]

    id: strawberry.ID = field(Public.IDENTIFIER, of=lambda person: global_id("Person", person.row.person_id))
    name: str = field(Resource.MEMBERSHIP, of=lambda person: person.row.person_name)
    email: str | None = field(Resource.MEMBERSHIP, of=lambda person: person.row.person_email)


@row_type
class Membership(Node):
    row: strawberry.Private[Actor]

    id: strawberry.ID = field(Public.IDENTIFIER, of=lambda one: global_id("Membership", one.row.membership_id))
    role: Role = field(Resource.MEMBERSHIP)
    role_name: str | None = field(
        Resource.MEMBERSHIP, description="Of a role that the organization composed, which then holds instead."
    )
    person: Person = field(Resource.MEMBERSHIP, of=lambda one: Person(row=one.row, sight=one.sight))

    @resolved(Resource.MEMBERSHIP)
    async def organization(self, info: Info) -> Organization:
        return await organization(info.context, self.row.organization_id)

    @classmethod
    def of(cls, actor: Actor) -> "Membership":
        """The membership that acts."""
        return cls(row=actor, sight=Sight.of_oneself(actor))


@row_type
class Mandate(Node):
    row: strawberry.Private[models.Mandate]

    reference: str = field(Resource.MANDATE)
    kind: MandateKind = field(Resource.MANDATE)
    signed_on: date | None = field(Resource.MANDATE)
    starts_on: date = field(Resource.MANDATE)
    ends_on: date | None = field(Resource.MANDATE)
    in_force: bool = field(Resource.MANDATE, of=lambda mandate: _in_force(mandate.row), needs=("starts_on", "ends_on"))
    basis: str = field(Resource.MANDATE, description="R124-3, 1°: basis and amount of the sums, each element separate.")
    insurance: str = field(Resource.MANDATE, description="R124-3, 2°: terms of the liability insurance.")
    fee_terms: str = field(Resource.MANDATE, description="R124-3, 3°: how the fee, paid by the creditor, is set.")
    remittance_terms: str = field(Resource.MANDATE, description="R124-3, 4°: conditions for paying over the funds.")

    @resolved(Resource.MANDATE, ahead=organization_by("agency_id"))
    async def agency(self, info: Info) -> Organization:
        return await organization(info.context, self.row.agency_id)

    @resolved(Resource.MANDATE, ahead=organization_by("creditor_id"))
    async def creditor(self, info: Info) -> Organization:
        return await organization(info.context, self.row.creditor_id)

    @classmethod
    def of(cls, actor: Actor, row: models.Mandate) -> "Mandate":
        """A mandate of the actor's side."""
        return cls(row=row, sight=Sight.of_case(actor))


def _in_force(mandate: models.Mandate) -> bool:
    today = clock.today()
    return mandate.starts_on <= today and (mandate.ends_on is None or today <= mandate.ends_on)


@row_type
class Portfolio(Node):
    row: strawberry.Private[models.Portfolio]

    name: str = field(Resource.PORTFOLIO)

    @classmethod
    def of(cls, actor: Actor, row: models.Portfolio) -> "Portfolio":
        """A portfolio of the actor's creditor."""
        return cls(row=row, sight=Sight.of_case(actor))
