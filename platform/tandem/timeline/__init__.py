"""The shared timeline: append, chain, read, verify."""

from tandem.timeline.append import record
from tandem.timeline.events import Chain, EventData, event, sealed

__all__ = ["Chain", "EventData", "event", "record", "sealed"]
