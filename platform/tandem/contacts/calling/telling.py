"""What the provider asks and tells of a collector's own leg. Asked or told twice, it ends alike."""

from uuid import UUID

from tandem.contacts.calling import lines
from tandem.contacts.calling.lines import Closed, LineState
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem_channels.contract import LEG_ENDS, CallStatus


async def line_answered(line_id: UUID, provider_id: str | None, signed_for: UUID | None = None) -> str | None:
    """The collector picked up: the name of the conference to wait in; None when the line was closed meanwhile.

    `signed_for` is whose own account signed the request: it speaks of that agency's lines alone.
    """
    scope = await _agency_of(line_id, signed_for)
    if scope is None:
        return None
    now = clock.now()
    async with transaction(scope):
        line = await lines.move(
            line_id,
            LineState.ASKED,
            LineState.RINGING,
            state=LineState.OPEN,
            opened_at=now,
            used_at=now,
            provider_id=provider_id,
        )
        # Asked again for the same leg: the same answer.
        line = line or await lines.move(line_id, LineState.OPEN, used_at=now)
    return lines.conference_of(line.id) if line else None


async def line_told(line_id: UUID, status: CallStatus, provider_id: str | None, signed_for: UUID | None = None) -> None:
    """A step of the collector's leg: its end closes the line, and a leg of a closed line is hung up."""
    scope = await _agency_of(line_id, signed_for)
    if scope is None:
        return
    async with transaction(scope):
        if status in LEG_ENDS:
            spoke = status is CallStatus.COMPLETED
            await lines.close(scope, line_id, Closed.HUNG_UP if spoke else Closed.NOT_ANSWERED, over=True)
        elif provider_id and await _is_closed(line_id):
            await lines.hang_up(scope, provider_id)


async def _is_closed(line_id: UUID) -> bool:
    found = await database.row("SELECT state FROM phone_lines WHERE id = $1", line_id)
    return found is not None and found["state"] == LineState.CLOSED


async def _agency_of(line_id: UUID, signed_for: UUID | None) -> System | None:
    found = await database.row("SELECT door_agency_of_line($1) AS agency_id", line_id)
    agency_id = found["agency_id"] if found else None
    if agency_id is None or signed_for not in (None, agency_id):
        return None
    return System(agency_id, kind="provider")
