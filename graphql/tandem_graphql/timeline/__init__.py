"""The shared timeline: its events, a type for each kind, and the live stream of one case file."""

from tandem_graphql.timeline import (  # noqa: F401 - each declares the types of its events
    case_files,
    contacts,
    directives,
    documents,
    evidence,
    letter_steps,
    money,
    notes,
    privacy,
    returns,
)
from tandem_graphql.timeline.types import EVENT_TYPES

__all__ = ["EVENT_TYPES"]
