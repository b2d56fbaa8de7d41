"""What one role sees of the rows that its organization stands in one relation to."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import permissions
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Resource


@dataclass(frozen=True, slots=True)
class Sight:
    """Travels with every row into the API: the relation, and the resources that the policy table lets be read in it.

    The table is asked once per role and relation; a field then costs one look-up in a set.
    """

    relation: Relation
    readable: frozenset[Resource]

    @classmethod
    def of(cls, actor: Actor, relation: Relation) -> "Sight":
        """The sight of the actor's role in this relation."""
        return _sight(permissions(actor, relation), relation)

    @classmethod
    def of_case(cls, actor: Actor) -> "Sight":
        """The sight of rows about a case that the actor reached: as its agency or as its creditor."""
        return cls.of(actor, side_of(actor))

    @classmethod
    def of_organization(cls, actor: Actor, organization_id: UUID) -> "Sight":
        """The sight of an organization: one's own, or one that stands on the other side."""
        own = organization_id == actor.organization_id
        return cls.of(actor, Relation.OWN if own else side_of(actor))

    @classmethod
    def of_oneself(cls, actor: Actor) -> "Sight":
        """One's own membership: everybody sees who they are signed in as, whatever the table says of colleagues."""
        own = cls.of(actor, Relation.OWN)
        return cls(own.relation, own.readable | {Resource.MEMBERSHIP})


@lru_cache(10_000)
def _sight(given: frozenset[Permission], relation: Relation) -> Sight:
    return Sight(relation, frozenset(one.resource for one in given if one.action == "read"))


NOTHING = Sight(Relation.NONE, frozenset())
