"""Whether the reader may correct what an event says; the commands ask again."""

from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_graphql.timeline.types import TimelineEvent
from tandem_policies.permission import Permission


def may_correct(actor: Actor, event: TimelineEvent, permission: Permission) -> bool:
    """By the policy table, and only the newest word on it."""
    return event.row.superseded_by is None and may(actor, event.sight.relation, permission)
