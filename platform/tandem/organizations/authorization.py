"""The second of three questions: may this role do this to a row it reaches?

Which rows is answered by `access`, which state by the commands. Nothing else looks at a role to decide.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem_policies.enforcer import class_of, permissions_of, permissions_within
from tandem_policies.permission import Permission
from tandem_policies.subjects import NOT_BY_TOKEN
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
    return permission in permissions(actor, relation)


def permissions(actor: Actor, relation: Relation) -> frozenset[Permission]:
    """All that the actor's role, built-in or composed, may do to rows that stand in this relation; by a token, less."""
    if actor.rules is None:
        held = permissions_of(actor.role.value, relation.value)
    else:
        held = permissions_within(actor.rules, relation)
    return held - NOT_BY_TOKEN if actor.is_token else held


def permission_class(actor: Actor, relation: Relation) -> str:
    """A key for what is prepared per set of permissions, such as query plans: equal when they may do the same."""
    return class_of(permissions(actor, relation))
