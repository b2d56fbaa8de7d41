"""Somebody calls us: put through to the open line of a collector who is free for their case file, if there is one.

Whoever owns the case file first, then their team; of a case file that is nobody's, anybody who reaches it. Only where
the number belongs to one open case file: which of several is meant is a person's to find out. Such a call is no attempt
of ours, and is not recorded: nothing was announced before it began.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.casefiles.models import CaseFile, ContactPoint, Party, Stage
from tandem.contacts.calling import lines
from tandem.contacts.calling.gone import close_if_over
from tandem.contacts.calling.lines import LineState
from tandem.contacts.calling.placing import believed_left, has_call, in_hand
from tandem.contacts.events import CallPutThrough
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.incoming.numbers import addressed
from tandem.contacts.incoming.placing import creditors_of
from tandem.contacts.language import written_languages
from tandem.contacts.models import Channel
from tandem.contacts.opt_outs import open_case_files_of
from tandem.kit import clock, database, texts
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor, System
from tandem.organizations.teams.access import former_names
from tandem.timeline import record

# Lines that are tried one after the other: each may have been left without a word, or taken meanwhile.
_MOST = 5


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """A call of somebody of a case file on a collector's line; `told_at` once its outcome is, `overdue_at` since that
    was waited for long enough: the collector is free again, and it waits among what needs attention. `ask_at` is when
    the provider is asked next about one whose end nobody told.
    """

    id: UUID
    agency_id: UUID
    creditor_id: UUID
    case_file_id: UUID
    party_id: UUID
    contact_point_id: UUID
    line_id: UUID
    membership_id: UUID
    provider_id: str
    began_at: datetime
    ended_at: datetime | None
    told_at: datetime | None
    overdue_at: datetime | None
    ask_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Through:
    """Say this, then join the line."""

    call_id: UUID
    said: str
    locale: str
    conference: str


@dataclass(frozen=True, slots=True)
class _Caller:
    case_file: CaseFile
    point: ContactPoint
    locale: str


async def put_through(number: str, sender: str, provider_id: str, signed_for: UUID | None) -> Through | None:
    """To whom the caller of this number of ours is put through; None: to nobody. Asked again about the same call, the
    same answer. `signed_for` is whose own account signed the request.
    """
    agency_id = signed_for or (await addressed(Channel.VOICE, number, sender)).agency_id
    if agency_id is None:
        return None
    scope = System(agency_id, kind="provider")
    async with transaction(scope):
        caller = await _caller(scope, sender)
        if caller is None:
            return None
        known = await _of_leg(provider_id)
        if known is not None:
            goes_on = known.ended_at is None and known.told_at is None and await lines.is_open(known.line_id)
            return _through(caller, known) if goes_on else None
        free = await database.rows(_FREE, agency_id, caller.case_file.id, _MOST, believed_left())
    for row in free:
        if await close_if_over(scope, row["id"], row["provider_id"]):
            continue
        async with transaction(scope):
            taken = await _take(scope, caller, row["id"], provider_id)
        if taken is not None:
            return _through(caller, taken)
    return None


async def left(call_id: UUID, signed_for: UUID | None) -> None:
    """The caller is on the line no more: they hung up, or it was closed. Told twice, it ends once."""
    found = await database.row("SELECT door_agency_of_incoming_call($1) AS agency_id", call_id)
    agency_id = found["agency_id"] if found else None
    if agency_id is None or signed_for not in (None, agency_id):
        return
    async with transaction(System(agency_id, kind="provider")):
        await end_received(call_id)


async def received_by(membership_id: UUID) -> ReceivedCall | None:
    """The call that a member was put through to and whose outcome they owe before the next, inside the open
    transaction.
    """
    return _call(
        await database.row(f"SELECT {_COLUMNS} FROM incoming_calls WHERE membership_id = $1 AND {_OWED}", membership_id)
    )


async def overdue_calls(membership_id: UUID | None, after: UUID, most: int) -> tuple[list[ReceivedCall], int]:
    """Calls whose outcome is overdue, the longest waiting first, and how many there are, inside the open transaction:
    a member's, or all that the reader reaches.
    """
    counted = await database.row(f"SELECT count(*) AS total FROM incoming_calls WHERE {_OVERDUE}", membership_id)
    rows = await database.rows(
        f"SELECT {_COLUMNS} FROM incoming_calls WHERE {_OVERDUE} AND id > $2 ORDER BY id LIMIT $3",
        membership_id,
        after,
        most,
    )
    return [ReceivedCall(**row) for row in rows], counted["total"] if counted else 0


async def received_call(call_id: UUID, *, lock: bool = False) -> ReceivedCall | None:
    """One received call of the acting agency, inside the open transaction."""
    locked = "FOR UPDATE" if lock else ""
    return _call(await database.row(f"SELECT {_COLUMNS} FROM incoming_calls WHERE id = $1 {locked}", call_id))


async def end_received(call_id: UUID, at: datetime | None = None) -> None:
    """Note that it is over, since now where nobody knows since when, inside the open transaction."""
    ended = await database.row(_END, call_id, at or clock.now())
    if ended:
        lines.wake(ended["agency_id"], ended["membership_id"])


async def end_received_leg(provider_id: str) -> None:
    """The same of the call whose leg this is, if it is one."""
    call = await _of_leg(provider_id)
    if call is not None:
        await end_received(call.id)


async def tell_received(acting: Actor | System, call: ReceivedCall) -> None:
    """Note that its outcome is told, and hang up on a caller who is on the line still, inside the open transaction.

    It ends when the provider says so: who is called next must not meet them in the line's conference.
    """
    if call.ended_at is None:
        await lines.hang_up(acting, call.provider_id)
    await database.execute("UPDATE incoming_calls SET told_at = $2 WHERE id = $1", call.id, clock.now())


async def was_put_through(provider_id: str) -> bool:
    """Whether a collector of the acting agency was given this call."""
    return await _of_leg(provider_id) is not None


async def _caller(scope: System, sender: str) -> _Caller | None:
    found = await open_case_files_of(scope.organization_id, sender)
    if len(found) != 1 or len(await creditors_of(scope.organization_id, sender)) != 1:
        return None
    [case_file] = found
    if case_file.stage is Stage.SUBMITTED or case_file.erased_at is not None:
        return None
    point = await ContactPoint.filter(case_file_id=case_file.id, value=sender).order_by("created_at", "id").first()
    if point is None:
        return None
    facts = (await facts_of([case_file.id]))[case_file.id]
    return _Caller(case_file, point, written_languages(facts, point.party_id)[0])


async def _take(scope: System, caller: _Caller, line_id: UUID, provider_id: str) -> ReceivedCall | None:
    """Give the call to this line, locked, unless its collector has another one by now; the timeline is told at once.

    The case file is locked first, as by whoever dials from it, then the line, then its call, and the timeline last.
    """
    if not await database.row(_LOCK, caller.case_file.id):
        return None
    line = await lines.line_for_update(line_id)
    if line is None or line.state is not LineState.OPEN or await has_call(line.agency_id, line.membership_id):
        return None
    case_file, now = caller.case_file, clock.now()
    made = ReceivedCall(
        id=new_id(),
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file_id=case_file.id,
        party_id=caller.point.party_id,
        contact_point_id=caller.point.id,
        line_id=line.id,
        membership_id=line.membership_id,
        provider_id=provider_id,
        began_at=now,
        ended_at=None,
        told_at=None,
        overdue_at=None,
    )
    values = [getattr(made, name) for name in ReceivedCall.__dataclass_fields__]
    if not await database.row(_KEEP, *values):
        return None
    await lines.move(line.id, LineState.OPEN, used_at=now)
    party, names = await Party.get(id=made.party_id), await former_names([made.membership_id])
    given = CallPutThrough(made.id, party.id, party=party.name, collector=names.get(made.membership_id))
    await record(scope, case_file, given)
    return made


async def _of_leg(provider_id: str) -> ReceivedCall | None:
    return _call(await database.row(f"SELECT {_COLUMNS} FROM incoming_calls WHERE provider_id = $1", provider_id))


def _through(caller: _Caller, call: ReceivedCall) -> Through:
    said = texts.render("voice.connecting", caller.locale)
    return Through(call.id, said, caller.locale, lines.conference_of(call.line_id))


def _call(row: dict[str, Any] | None) -> ReceivedCall | None:
    return ReceivedCall(**row) if row else None


_COLUMNS = ", ".join(ReceivedCall.__dataclass_fields__)
_OWED = "told_at IS NULL AND overdue_at IS NULL"
_OVERDUE = "told_at IS NULL AND overdue_at IS NOT NULL AND ($1::uuid IS NULL OR membership_id = $1)"
# Nothing is added to what is left of an erased one.
_LOCK = "SELECT id FROM case_files WHERE id = $1 AND erased_at IS NULL FOR UPDATE"
_PLACES = ", ".join(f"${place}" for place, _ in enumerate(ReceivedCall.__dataclass_fields__, 1))
# Two collectors are never given one call, nor one collector two.
_KEEP = f"INSERT INTO incoming_calls ({_COLUMNS}) VALUES ({_PLACES}) ON CONFLICT DO NOTHING RETURNING id"
_END = """
UPDATE incoming_calls SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING agency_id, membership_id
"""
# $1 agency, $2 case file, $3 how many, $4 as in `believed_left`. Members who are held to a part of the case files
# reach no more here either.
_FREE = f"""
SELECT l.id, l.provider_id FROM phone_lines l
JOIN case_files cf ON cf.id = $2 JOIN organizations o ON o.id = l.agency_id
WHERE l.agency_id = $1 AND l.state = 'open' AND l.provider_id IS NOT NULL AND (
    l.membership_id = cf.assignee_id
    OR (o.case_scope <> 'assigned' AND EXISTS (
        SELECT FROM team_members t WHERE t.team_id = cf.team_id AND t.membership_id = l.membership_id))
    OR (o.case_scope = 'all' AND cf.assignee_id IS NULL AND cf.team_id IS NULL))
AND NOT EXISTS (SELECT FROM contact_attempts a WHERE {in_hand("l.membership_id")})
AND NOT EXISTS (
    SELECT FROM incoming_calls r WHERE r.agency_id = $1 AND r.membership_id = l.membership_id
    AND ((r.told_at IS NULL AND r.overdue_at IS NULL) OR (r.ended_at IS NULL AND r.told_at > $4)))
ORDER BY l.membership_id IS NOT DISTINCT FROM cf.assignee_id DESC, l.used_at, l.id LIMIT $3
"""
