"""Kinds of events in the groups that people look for; each kind says its own in its `@event(…, group=…)`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class EventGroup(StrEnum):
    """What a reader narrows a timeline to."""

    MESSAGES = "messages"  # SMS, e-mails and calls, with what became of them and who refused more
    LETTERS = "letters"
    NOTES = "notes"
    PAYMENTS = "payments"
    INSTRUCTIONS = "instructions"  # of the client to the agency
    DOCUMENTS = "documents"
    STEPS = "steps"  # of the case file itself: placed, moved, closed, its parties


@dataclass(frozen=True)
class GroupedBy:
    """The group of a kind that belongs to several: by a public field's value, which stays after an erasure."""

    field: str
    values: Mapping[str, EventGroup]
    otherwise: EventGroup


Grouping = EventGroup | GroupedBy


def group_in(grouping: Grouping, data: Mapping[str, object]) -> EventGroup:
    """The group of one event of a kind, from its fields as they are kept."""
    if isinstance(grouping, EventGroup):
        return grouping
    return grouping.values.get(str(data.get(grouping.field)), grouping.otherwise)
