"""The words for what became of a recording, as the agency's timeline tells it."""

from enum import StrEnum


class Became(StrEnum):
    """What is told of a recording; that it was announced and began goes with the call."""

    PAUSED = "paused"
    WENT_ON = "went_on"
    KEPT = "kept"
    REFUSED = "refused"  # by the person, or by the collector for them
    GIVEN_UP = "given_up"  # it could not be paused in time
    DESTROYED = "destroyed"
