"""Teams, and the colleagues whom case files are assigned to."""

import strawberry

from tandem.organizations import models
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.teams import queries
from tandem.organizations.teams.queries import MEMBERS, MEMBERS_ORDER, members_by_team
from tandem_graphql.context import Info
from tandem_graphql.fields import field, resolved, row_type, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.lookahead.pieces import Pieces
from tandem_graphql.lookahead.planning import At, Read, leaf_of, listed, value_object
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.nodes import Node
from tandem_graphql.reads import key_in
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource


@value_type()
class Colleague:
    """A member of the agency, as far as whoever shares out case files must know them."""

    membership_id: strawberry.ID
    name: str

    @classmethod
    def of(cls, row: queries.Colleague) -> "Colleague":
        """As the domain names them."""
        return cls(membership_id=global_id("Membership", row.membership_id), name=row.name)


def _read_members(at: At, selected: Selected) -> Pieces:
    parts: dict[str, Read] = {
        "membership_id": key_in("Membership", lambda _: "m.id"),
        "name": lambda _at, one: leaf_of(one, "p.name"),
    }
    source = MEMBERS.format(teams=f"= {at.column('id')}", agency=at.plan.organization)
    return listed(value_object(at, selected, parts), source, MEMBERS_ORDER)


@row_type
class Team(Node):
    """Collectors of one agency who share case files."""

    row: strawberry.Private[models.Team]

    name: str = field(Resource.TEAM)

    @resolved(Resource.TEAM, ahead=_read_members)
    async def members(self, info: Info) -> list[Colleague]:
        found = await info.context.loaders.need(members_by_team, self.row.id)
        return [Colleague.of(one) for one in found]

    @classmethod
    def of(cls, actor: Actor, row: models.Team) -> "Team":
        """A team of the actor's agency."""
        return cls(row=row, sight=Sight.of(actor, side_of(actor)))
