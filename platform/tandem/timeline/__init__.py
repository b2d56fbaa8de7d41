"""The shared timeline: append, chain, read, verify."""

from tandem.timeline.append import record
from tandem.timeline.events import Chain, EventData, event, sealed
from tandem.timeline.groups import EventGroup, GroupedBy

__all__ = ["Chain", "EventData", "EventGroup", "GroupedBy", "event", "record", "sealed"]
