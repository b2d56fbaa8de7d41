"""A call that a person asked for without an account: it waits on a collector, at the time that was asked for."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.casefiles.models import CaseFile, ContactPoint, Stage
from tandem.contacts import content
from tandem.contacts.asking import whereabouts_of
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, OptOut, Purpose
from tandem.contacts.outside import withheld
from tandem.contacts.places import LEGAL_ZONE
from tandem.contacts.states import move, reason, tell
from tandem.kit import clock, database, texts
from tandem.organizations.actor import Actor, System

# Of a call that another one took the place of, which was asked for in the call that it names.
_PUT_ASIDE = "CALL_PUT_ASIDE"
_STILL_WAITS = {
    "channel": Channel.VOICE,
    "purpose": Purpose.CALLBACK,
    "state": AttemptState.NEEDS_PERSON,
    "sending_at": None,
}


async def number_to_call(party_id: UUID, preferred: UUID) -> UUID | None:
    """The contact point to call: the preferred one if it is a number, else the first that is good, one at which calls
    are refused last.
    """
    found = await database.row(
        "SELECT p.id FROM contact_points p WHERE p.party_id = $1 AND p.kind = 'phone' AND p.invalid_at IS NULL "
        "ORDER BY p.id <> $2, EXISTS (SELECT FROM opt_outs o WHERE o.agency_id = p.agency_id AND o.channel = 'voice' "
        "AND o.address = p.value AND o.lifted_at IS NULL), p.created_at, p.id LIMIT 1",
        party_id,
        preferred,
    )
    return found["id"] if found else None


class HourPast(Exception):
    """The time that was asked for is over already where the person is."""


async def ask_for_call(
    scope: System, point: ContactPoint, at: datetime | None, *, asked_in: UUID | None = None
) -> bool:
    """Write the call down, or give the one that this person waits for another time, inside the open transaction.

    `at` without a zone is on the clock of the person's own place; None is as soon as possible. `asked_in` is the call
    in which it was asked for; what was wished for otherwise before is put aside by it, and holds again should that call
    be corrected (`withdraw_call`). False when the person has no number, or the case file is closed. Raises HourPast.
    """
    locked = await database.row("SELECT id FROM case_files WHERE id = $1 FOR UPDATE", point.case_file_id)
    case_file = await CaseFile.get(id=point.case_file_id) if locked else None
    if case_file is None or case_file.stage in (Stage.CLOSED, Stage.SUBMITTED):
        return False
    number = await number_to_call(point.party_id, point.id)
    if number is None:
        return False
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=await _zone_of(point))
    at = at.astimezone(UTC) if at is not None else None
    if at is not None and at < clock.now():
        raise HourPast
    asked = await _asked(point, at)
    attempt = await _waiting(case_file.id, point.party_id)
    if attempt is not None and asked_in is not None and attempt.asked_in_id != asked_in:
        aside = [reason(_PUT_ASIDE, call=str(asked_in))]
        await move(scope, case_file, attempt, AttemptState.CANCELLED, reasons=aside)
        attempt = None
    if attempt is None:
        attempt = await _write(case_file, number, at, asked, asked_in)
    else:
        to = await ContactPoint.get(id=number)
        changes: dict[str, object] = {
            "contact_point_id": to.id,
            "to_address": to.value,
            "callback_at": at,
            "send_at": at or clock.now(),
            "reasons": [asked],
            "asked_in_id": asked_in,
        }
        attempt.update_from_dict(changes)
        await attempt.save(update_fields=list(changes))
    await tell(scope, case_file, attempt)
    return True


async def asked_for_in(attempt_id: UUID) -> bool:
    """Whether somebody asked in this call to be called, and did not take it back, inside the open transaction."""
    asked = ContactAttempt.filter(asked_in_id=attempt_id, purpose=Purpose.CALLBACK)
    return await asked.exclude(state=AttemptState.CANCELLED).exists()


async def withdraw_call(acting: Actor | System, case_file: CaseFile, asked_in: UUID) -> None:
    """Cancel a call that still waits, since it was not asked for in that call after all; what the person had wished for
    before, by the page or in another call, waits again. Inside the transaction.
    """
    for attempt in await ContactAttempt.filter(asked_in_id=asked_in, **_STILL_WAITS):
        await move(acting, case_file, attempt, AttemptState.CANCELLED, reasons=[reason("CALL_NOT_ASKED")])
        before = await database.row(_BEFORE, case_file.id, attempt.party_id, _PUT_ASIDE, str(asked_in))
        if before is not None:
            await _ask_again(acting, case_file, await ContactAttempt.get(id=before["id"]))


async def withdraw_refused(acting: Actor | System, agency_id: UUID, numbers: Collection[str]) -> None:
    """Cancel the calls that wait for somebody at numbers at which calls are refused now, whoever the creditor is: what
    is said last holds. Inside the transaction.
    """
    async with database.whole_organization():
        if not await _waiting_at(agency_id, numbers):
            return
        # All that the refusal is told on, in id order: chains are appended to in this order too.
        await database.rows(_LOCK, agency_id, sorted(numbers))
        for attempt in await _waiting_at(agency_id, numbers):
            refused = [withheld(reason("CALL_REFUSED"))]
            case_file = await CaseFile.get(id=attempt.case_file_id)
            await move(acting, case_file, attempt, AttemptState.CANCELLED, reasons=refused)


async def _waiting_at(agency_id: UUID, numbers: Collection[str]) -> list[ContactAttempt]:
    refused = await OptOut.filter(
        agency_id=agency_id, channel=Channel.VOICE, address__in=sorted(numbers), lifted_at=None
    )
    at = ContactAttempt.filter(agency_id=agency_id, to_address__in=[one.address for one in refused], **_STILL_WAITS)
    return await at.filter(created_by_id=None).order_by("case_file_id", "id")


async def _ask_again(acting: Actor | System, case_file: CaseFile, before: ContactAttempt) -> None:
    number = await number_to_call(before.party_id, before.contact_point_id)
    if number is not None:
        asked = await _asked(await ContactPoint.get(id=number), before.callback_at)
        await tell(acting, case_file, await _write(case_file, number, before.callback_at, asked, before.asked_in_id))


async def _asked(point: ContactPoint, at: datetime | None) -> dict[str, object]:
    """Why it waits: with the time on the person's own clock."""
    if at is None:
        return reason("CALL_ASKED")
    wall = at.astimezone(await _zone_of(point))
    return reason("CALL_ASKED_AT", day=wall.date().isoformat(), time=f"{wall:%H:%M}")


async def _zone_of(point: ContactPoint) -> ZoneInfo:
    """Where the person may be; with several places, the first: the collector sees the time that was written."""
    facts = (await facts_of([point.case_file_id]))[point.case_file_id]
    zones = whereabouts_of(facts, point.party_id).zones
    return zones[0] if zones else LEGAL_ZONE


async def _waiting(case_file_id: UUID, party_id: UUID) -> ContactAttempt | None:
    """The call that this person waits for; one that a collector planned, and a person must let pass, is none."""
    mine = ContactAttempt.filter(case_file_id=case_file_id, party_id=party_id, created_by_id=None, **_STILL_WAITS)
    return await mine.order_by("-id").first()


async def _write(
    case_file: CaseFile, number: UUID, at: datetime | None, asked: dict[str, object], asked_in: UUID | None
) -> ContactAttempt:
    point = await ContactPoint.get(id=number)
    language = texts.language_of(None)
    return await ContactAttempt.create(
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file=case_file,
        party_id=point.party_id,
        contact_point=point,
        channel=Channel.VOICE,
        purpose=Purpose.CALLBACK,
        state=AttemptState.NEEDS_PERSON,
        template_id=content.CALL,
        template_title=content.title(content.CALL, language),
        language=language,
        to_address=point.value,
        send_at=at or clock.now(),
        callback_at=at,
        asked_in_id=asked_in,
        reasons=[asked],
        created_at=clock.now(),
    )


_LOCK = """
SELECT cf.id FROM case_files cf WHERE cf.id IN (
    SELECT case_file_id FROM contact_points WHERE agency_id = $1 AND value = ANY ($2::text[])
) ORDER BY cf.id FOR UPDATE
"""
_BEFORE = """
SELECT id FROM contact_attempts WHERE case_file_id = $1 AND party_id = $2 AND state = 'cancelled'
AND reasons -> 0 ->> 'code' = $3 AND reasons #>> '{0,args,call}' = $4 ORDER BY id DESC LIMIT 1
"""
