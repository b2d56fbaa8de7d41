"""Calls to us that are over without anybody having said so, or how they went: none is lost, and no line waits for it.

Runs on a schedule in every worker; each call is put off before it is looked at, so sweeps may overlap, and one that
cannot be settled comes after the others of its agency.
"""

from datetime import datetime, timedelta
from uuid import UUID

from tandem.casefiles.models import ContactPoint
from tandem.contacts.calling import lines
from tandem.contacts.calling.gone import end_of_leg
from tandem.contacts.calling.received import call_for_update, record_missed
from tandem.contacts.calling.receiving import ReceivedCall, end_received, received_call, tell_received
from tandem.contacts.channels import channels
from tandem.contacts.side_by_side import look_at_each
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem_channels.contract import CallEvent, CallStatus

# As long as the sentence that whoever calls hears before they join the line: who left sooner talked with nobody.
SPOKEN = timedelta(seconds=3)
# Longer than it takes to write down how a call went: then its collector is free for others, and it waits on a list.
TELL_WITHIN = timedelta(minutes=10)
# A call lasts four hours at most (Twilio, "TwiML Voice: <Dial>", timeLimit).
LONGEST = timedelta(hours=4)
# Between two questions about a call that goes on: it doubles with the call's age until then.
LONGEST_PAUSE = timedelta(minutes=10)
# Looked at in one round, of one agency: the next one takes the rest.
MOST = 20


async def settle_once(now: datetime | None = None) -> int:
    """One sweep as of `now`; returns how many calls were looked at."""
    at, first = now or clock.now(), channels().bounds.ask_call_after
    due = await database.rows(_DUE, at, at - first, at - TELL_WITHIN, SPOKEN, MOST)
    found = [(row["agency_id"], row["call_id"]) for row in due]
    await look_at_each("received", found, lambda agency_id, one: _look_at(System(agency_id), one, at, first))
    return len(due)


async def _look_at(scope: System, call_id: UUID, at: datetime, first: timedelta) -> None:
    call = await _put_off(scope, call_id, at, first)
    if call is None:
        return
    if call.ended_at is None:
        await _end_if_over(scope, call, at)
    async with transaction(scope):
        await _settle(scope, call_id, at)


async def _put_off(scope: System, call_id: UUID, at: datetime, first: timedelta) -> ReceivedCall | None:
    """Say when it is asked about next; None when somebody else asks now, or nothing is left to do."""
    async with transaction(scope):
        call = await received_call(call_id, lock=True)
        if call is None or call.told_at is not None or call.overdue_at is not None:
            return None
        if call.ended_at is None and call.ask_at is not None and call.ask_at > at:
            return None
        pause, last = min(max(first, at - call.began_at), LONGEST_PAUSE), call.began_at + LONGEST
        ask_at = at + pause if at >= last else min(at + pause, last)
        await database.execute("UPDATE incoming_calls SET ask_at = $2 WHERE id = $1", call.id, ask_at)
        return call


async def _end_if_over(scope: System, call: ReceivedCall, at: datetime) -> None:
    """Whoever hangs up while they are spoken to never joins the line, and so is never said to have left it."""
    end = await end_of_leg(scope, call.id, call.provider_id)
    if end is None and at - call.began_at < LONGEST:
        return
    async with transaction(scope):
        await end_received(call.id, _ended_at(call, end, at))


def _ended_at(call: ReceivedCall, end: CallEvent | None, at: datetime) -> datetime:
    if end is None:
        return at
    if end.status is not CallStatus.COMPLETED:
        return call.began_at
    if end.duration_seconds is None:
        return at
    return min(at, call.began_at + timedelta(seconds=end.duration_seconds))


async def _settle(scope: System, call_id: UUID, at: datetime) -> None:
    """Tell as missed what nobody can have talked in; what is waited for long enough waits on a person from now on."""
    call, reached = await call_for_update(scope, call_id)
    if call.ended_at is None or call.told_at is not None or call.overdue_at is not None:
        return
    if call.ended_at - call.began_at < SPOKEN:
        await tell_received(scope, call)
        lines.wake(call.agency_id, call.membership_id)
        if reached.row.erased_at is None:
            point = await ContactPoint.get(id=call.contact_point_id)
            await record_missed(System(call.agency_id, kind="debtor"), reached.row, point, call)
    elif at - call.ended_at >= TELL_WITHIN:
        await database.execute("UPDATE incoming_calls SET overdue_at = $2 WHERE id = $1", call.id, at)
        lines.wake(call.agency_id, call.membership_id)


_DUE = "SELECT agency_id, call_id FROM door_received_calls_due($1, $2, $3, $4, $5)"
