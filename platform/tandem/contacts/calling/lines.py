"""A collector's own leg, kept open between calls: one row, moved by compare-and-set, whoever finds it.

States: `asked` (the worker will ring the collector), `ringing` (or the browser is connecting), `open`, `closed`. Who
closes it says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tandem.contacts.models import ContactAttempt
from tandem.kit import clock, database
from tandem.kit.database import wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit

TOPIC = "line"  # of the wake-up that says: this member's line or call moved
# A collector who asks for the line stands beside the telephone.
UNANSWERED_AFTER = timedelta(seconds=60)
IDLE_AFTER = timedelta(minutes=15)


class LineState(StrEnum):
    ASKED = "asked"
    RINGING = "ringing"
    OPEN = "open"
    CLOSED = "closed"


class LineDevice(StrEnum):
    """Where a collector holds their leg."""

    TELEPHONE = "telephone"
    COMPUTER = "computer"


class Closed(StrEnum):
    """Why a line closed."""

    ASKED = "asked"  # the collector said so
    HUNG_UP = "hung_up"  # on the telephone, or the browser left
    NOT_ANSWERED = "not_answered"
    REFUSED = "refused"  # by the provider
    IDLE = "idle"
    SIGNED_OUT = "signed_out"


@dataclass(frozen=True, slots=True)
class Line:
    """A collector's line. `phone` is what was rung; none where they hold it on their computer."""

    id: UUID
    agency_id: UUID
    membership_id: UUID
    device: LineDevice
    phone: str | None
    caller_id: str
    state: LineState
    provider_id: str | None
    asked_at: datetime
    opened_at: datetime | None
    used_at: datetime
    closed_because: Closed | None

    @property
    def idle_at(self) -> datetime:
        """When it closes if nobody is called."""
        return self.used_at + IDLE_AFTER


def conference_of(line_id: UUID) -> str:
    """What the provider calls a line: an opaque name, since it cannot be erased there."""
    return f"line-{line_id}"


def id_of(word: str) -> UUID | None:
    """The line that a browser names; None for what is no id."""
    try:
        return UUID(word)
    except ValueError:
        return None


async def line_of(membership_id: UUID) -> Line | None:
    """The line of a member that is not closed, inside the open transaction."""
    return _line(await database.row(f"SELECT {_COLUMNS} FROM phone_lines l WHERE {_IN_USE}", membership_id))


async def line_of_for_update(membership_id: UUID) -> Line | None:
    """The same, locked."""
    found = await database.row(f"SELECT {_COLUMNS} FROM phone_lines l WHERE {_IN_USE} FOR UPDATE", membership_id)
    return _line(found)


async def line_for_update(line_id: UUID) -> Line | None:
    """One line of the acting agency, closed or not, locked."""
    return _line(await database.row(f"SELECT {_COLUMNS} FROM phone_lines l WHERE l.id = $1 FOR UPDATE", line_id))


async def is_open(line_id: UUID) -> bool:
    """Whether a collector waits or talks on this line, as far as is known, inside the open transaction."""
    row = await database.row("SELECT state FROM phone_lines WHERE id = $1", line_id)
    return row is not None and row["state"] == LineState.OPEN


async def newest_line_of(membership_id: UUID) -> Line | None:
    """The member's last line, closed or not: the screen says why it closed."""
    found = await database.row(
        f"SELECT {_COLUMNS} FROM phone_lines l WHERE l.membership_id = $1 ORDER BY l.id DESC LIMIT 1", membership_id
    )
    return _line(found)


async def move(line_id: UUID, *before: LineState, **changes: object) -> Line | None:
    """Set columns of a line that is in one of the states `before`, and wake its screens; None when it is in another."""
    names = ", ".join(f"{name} = ${place}" for place, name in enumerate(changes, start=3))
    found = await database.row(
        f"UPDATE phone_lines l SET {names} WHERE l.id = $1 AND l.state = ANY ($2::text[]) RETURNING {_COLUMNS}",
        line_id,
        [state.value for state in before],
        *(value.value if isinstance(value, StrEnum) else value for value in changes.values()),
    )
    line = _line(found)
    if line is not None:
        wake(line.agency_id, line.membership_id)
    return line


async def close(acting: Actor | System, line_id: UUID, because: Closed, *, over: bool = False) -> Line | None:
    """Close a line, and have its legs hung up; `over`: the provider said that the collector's own leg has ended.

    None when it was closed before.
    """
    line = await move(
        line_id,
        LineState.ASKED,
        LineState.RINGING,
        LineState.OPEN,
        state=LineState.CLOSED,
        closed_at=clock.now(),
        closed_because=because,
    )
    if line is None:
        return None
    if line.provider_id and not over:
        await hang_up(acting, line.provider_id)
    # A debtor who is still being rung would pick up to nobody.
    for row in await database.rows(_LEGS_ON_LINE, line.id):
        await hang_up(acting, row["provider_id"])
    # Nobody is left to talk with whoever called us.
    for row in await database.rows(_END_RECEIVED_ON_LINE, line.id, clock.now()):
        await hang_up(acting, row["provider_id"])
    return line


async def end_if_closed(acting: Actor | System, attempt: ContactAttempt) -> None:
    """Hang up a debtor's leg that became known after its line had closed: who picks up would wait for nobody.

    Closing hangs up the legs that are known by then, with the line's row locked: whoever comes second ends the leg.
    """
    if attempt.line_id is None or attempt.provider_id is None or attempt.provider_status == "completed":
        return
    line = await database.row("SELECT state FROM phone_lines WHERE id = $1 FOR SHARE", attempt.line_id)
    if line is not None and line["state"] == LineState.CLOSED:
        await hang_up(acting, attempt.provider_id)


async def hang_up(acting: Actor | System, provider_id: str) -> None:
    """Have a leg ended by the worker, which asks the provider until it is."""
    await emit(acting, "contacts.hang_up", {"provider_id": provider_id})


def wake(agency_id: UUID, membership_id: UUID) -> None:
    """Wake the screens of a member once the open transaction has committed."""
    wake_after_commit(Wakeup(TOPIC, membership_id, (agency_id,)))


async def wake_callers(attempt: ContactAttempt) -> None:
    """Wake the screens of who makes a call: whoever planned it, and whose line it is on."""
    found = await database.row(
        "SELECT membership_id FROM phone_lines WHERE id = $1 AND membership_id IS DISTINCT FROM $2",
        attempt.line_id,
        attempt.created_by_id,
    )
    for membership_id in (attempt.created_by_id, found["membership_id"] if found else None):
        if membership_id is not None:
            wake(attempt.agency_id, membership_id)


def _line(row: Mapping[str, Any] | None) -> Line | None:
    if row is None:
        return None
    because = Closed(row["closed_because"]) if row["closed_because"] else None
    words = {"device": LineDevice(row["device"]), "state": LineState(row["state"]), "closed_because": because}
    return Line(**{**row, **words})


_COLUMNS = ", ".join(f"l.{name}" for name in Line.__dataclass_fields__)
_IN_USE = "l.membership_id = $1 AND l.closed_at IS NULL"
_LEGS_ON_LINE = """
SELECT provider_id FROM contact_attempts WHERE line_id = $1 AND provider_id IS NOT NULL
AND (state = 'accepted' OR (state = 'delivered' AND provider_status IS DISTINCT FROM 'completed'))
"""
_END_RECEIVED_ON_LINE = """
UPDATE incoming_calls SET ended_at = $2 WHERE line_id = $1 AND ended_at IS NULL RETURNING provider_id
"""
