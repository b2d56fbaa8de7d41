"""Whether the reader may correct what an event says; the commands ask again."""

from collections.abc import Callable

from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_graphql.lookahead.planning import At, Read
from tandem_graphql.reads import allowed
from tandem_graphql.timeline.types import TimelineEvent
from tandem_policies.permission import Permission


def may_correct(actor: Actor, event: TimelineEvent, permission: Permission) -> bool:
    """By the policy table, and only the newest word on it."""
    return event.row.superseded_by is None and may(actor, event.sight.relation, permission)


def read_may_correct(permission: Permission, when: Callable[[At], str] = lambda _: "true") -> Read:
    """The same in the one statement of a page; `when` is a condition on the event's row."""
    return allowed(permission, lambda at: f"({at.column('superseded_by')} IS NULL AND {when(at)})")
