"""Which page of a timeline: newest first, to older or newer events, or from a day on (docs/subsystems/reading.md)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tandem.kit.errors import InvalidInput
from tandem.kit.pagination import Cursors, instant, page_size
from tandem.organizations.actor import Actor
from tandem.timeline.filters import EVERYTHING, HOME, TimelineFilter, end_of

_USUAL = 50


def cursors_of(actor: Actor) -> Cursors:
    """The cursors of timelines."""
    return Cursors("timeline", actor.organization_id)


@dataclass(frozen=True, slots=True)
class Window:
    """At most `size` events beside `cursor`: older ones, or newer ones when `backward`; always newest first.

    Without a cursor a page begins at the newest event, at the newest one `before` an instant, or, backward, ends at
    the oldest event.
    """

    size: int = _USUAL
    backward: bool = False
    cursor: tuple[datetime, UUID] | None = None
    before: datetime | None = None
    narrowed: TimelineFilter = EVERYTHING

    @classmethod
    def of(
        cls,
        actor: Actor,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        start_on: date | None = None,
        zone: str = HOME,
        narrowed: TimelineFilter = EVERYTHING,
    ) -> "Window":
        """From a connection's arguments. Raises InvalidInput naming the one that does not go with the others."""
        backward = last is not None or before is not None
        if backward and first is not None:
            raise InvalidInput("first", first, "one_direction")
        if backward and after is not None:
            raise InvalidInput("after", after, "one_direction")
        if start_on is not None and (backward or after is not None):
            raise InvalidInput("startOn", start_on, "no_cursor_with_day")
        asked, field = (last, "last") if backward else (first, "first")
        key = cursors_of(actor).read(
            before if backward else after, instant, UUID, field="before" if backward else "after"
        )
        return cls(
            size=page_size(_USUAL if asked is None else asked, field),
            backward=backward,
            cursor=None if key is None else (key[0], key[1]),
            before=None if start_on is None else end_of(start_on, zone, "startOn"),
            narrowed=narrowed,
        )

    def conditions(self, args: list[object]) -> list[str]:
        """SQL conditions on the events of the page."""
        found = self.narrowed.conditions(args)
        if self.cursor is not None:
            args += self.cursor
            than = ">" if self.backward else "<"
            found.append(f"(recorded_at, event_id) {than} (${len(args) - 1}, ${len(args)})")
        if self.before is not None:
            args.append(self.before)
            found.append(f"recorded_at < ${len(args)}")
        return found
