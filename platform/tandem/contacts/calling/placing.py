"""Where a call is made at the instant of dialling: on the collector's open line, or by ringing the collector first."""

from datetime import datetime, timedelta
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.contacts import planning
from tandem.contacts.calling import lines
from tandem.contacts.calling.lines import LineState
from tandem.contacts.models import AttemptState, ContactAttempt
from tandem.contacts.states import move, reason
from tandem.kit import clock, database
from tandem.organizations.actor import System

# While the line is being opened, or the collector still talks, the call is looked at again.
_SOON = timedelta(seconds=1)
_LATER = timedelta(seconds=30)
_NO_LONGER = timedelta(minutes=30)
# A provider that never says that a caller's leg is over does not block the line for ever.
_LEFT_AFTER = timedelta(minutes=2)


async def placed(scope: System, case_file: CaseFile, attempt: ContactAttempt, now: datetime) -> bool:
    """Choose where to make a call that the gate allows now, with the collector's line locked: one call at a time each.

    False when it has to wait for the collector, and, after half an hour of that, for a person's decision.
    """
    caller = attempt.created_by_id
    if caller is None or attempt.automated:
        return True
    line = await lines.line_of_for_update(caller)
    wait = None
    if await _owes(attempt.agency_id, caller, besides=attempt.id):
        wait = _LATER
    elif line is not None and (line.state is not LineState.OPEN or await _is_being_left(attempt.agency_id, caller)):
        wait = _SOON
    if wait is not None:
        if now - max(attempt.send_at, attempt.until or attempt.send_at) > _NO_LONGER:
            await move(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reasons=[reason("CALLER_BUSY")])
        else:
            await planning.dispatch_at(scope, attempt, now + wait)
        return False
    if line is None and not attempt.collector_phone:
        # They held the line on their computer when they asked for the call, and there is no telephone to ring instead.
        await move(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reasons=[reason("CALLER_WITHOUT_PHONE")])
        return False
    if line is not None:
        await lines.move(line.id, LineState.OPEN, used_at=now)
    attempt.line_id = line.id if line else None
    await attempt.save(update_fields=["line_id"])
    lines.wake(attempt.agency_id, caller)
    return True


async def has_call(agency_id: UUID, membership_id: UUID) -> bool:
    """Whether this member makes or was put through to a call, owes its outcome, or has a caller on the line whose leg
    has not ended yet, inside the open transaction.
    """
    return await _owes(agency_id, membership_id) or await _is_being_left(agency_id, membership_id)


def believed_left() -> datetime:
    """A caller who was to be hung up on before this instant is gone, though the provider never said so."""
    return clock.now() - _LEFT_AFTER


def in_hand(member: str) -> str:
    """SQL: calls `a` of agency $1 that this member is making, or whose outcome they still have to tell."""
    return f"""a.agency_id = $1 AND a.channel = 'voice' AND a.disposition IS NULL
AND a.state IN ('sending', 'accepted', 'delivered', 'unconfirmed')
AND ((a.created_by_id = {member} AND NOT a.automated)
     OR a.line_id = (SELECT held.id FROM phone_lines held WHERE held.membership_id = {member}
                     AND held.closed_at IS NULL))"""


async def _owes(agency_id: UUID, membership_id: UUID, *, besides: UUID | None = None) -> bool:
    return await database.row(_OWED, agency_id, membership_id, besides) is not None


async def _is_being_left(agency_id: UUID, membership_id: UUID) -> bool:
    """Whether a caller was to be hung up on, and may be in the line's conference still."""
    return await database.row(_BEING_LEFT, agency_id, membership_id, believed_left()) is not None


IN_HAND = in_hand("$2")
_OWED = f"""
SELECT 1 FROM contact_attempts a WHERE {IN_HAND} AND a.id IS DISTINCT FROM $3::uuid
UNION ALL SELECT 1 FROM incoming_calls r WHERE r.agency_id = $1 AND r.membership_id = $2 AND r.told_at IS NULL
AND r.overdue_at IS NULL LIMIT 1
"""
_BEING_LEFT = """
SELECT 1 FROM incoming_calls r WHERE r.agency_id = $1 AND r.membership_id = $2
AND r.ended_at IS NULL AND r.told_at > $3 LIMIT 1
"""
