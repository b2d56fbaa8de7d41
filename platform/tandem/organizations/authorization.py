"""The second of three questions: may this role do this to a row it reaches?

Which rows is answered by `access`, which state by the commands.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem_policies.enforcer import allows
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reached(Generic[T]):
    """A row together with the relation in which the actor's organization stands to it."""

    row: T
    relation: Relation


def authorize(actor: Actor, reached: Reached[T] | Relation, permission: Permission) -> None:
    """Raise NotPermitted unless the policy table gives `permission` to the actor's role in that relation."""
    relation = reached if isinstance(reached, Relation) else reached.relation
    if not may(actor, relation, permission):
        raise NotPermitted(permission=permission.value)


def may(actor: Actor, relation: Relation, permission: Permission) -> bool:
    """Whether the policy table allows it: for what a screen offers."""
    return allows(actor.role.value, relation.value, permission.resource.value, permission.action)
