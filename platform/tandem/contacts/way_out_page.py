"""What whoever holds a way out's link may know and do: nothing of a debt, nothing of a creditor, nothing said before.

The holder may be anybody to whom the telephone was handed, or who has the number now: a link takes back what this same
link refused, and nothing that was said in another way.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tandem.casefiles.models import ContactPoint, ContactPointKind
from tandem.contacts import calls_asked, opt_outs, preferences, refused_later
from tandem.contacts.altogether import addresses_of_person, note_altogether, reached_again, reached_by
from tandem.contacts.asking import verdict_for
from tandem.contacts.call_times import call_times, leaves_hours
from tandem.contacts.calling.in_hand import call_question
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import Decision
from tandem.contacts.models import Channel, OptOut
from tandem.contacts.way_out import hash_of, is_code
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System

CALL_DAYS = 14  # as far ahead as a call may be asked for
# The parts of the day that one may prefer, in minutes.
HOURS: Mapping[str, tuple[int, int]] = {
    "morning": (9 * 60, 12 * 60),
    "noon": (12 * 60, 14 * 60),
    "afternoon": (14 * 60, 18 * 60),
    "evening": (18 * 60, 20 * 60),
}
PAGE, ONE_CLICK = "page", "one_click"


@dataclass(frozen=True, slots=True)
class WayOut:
    """An open link: who wrote, to which address, as its holder knows it, and in which language."""

    channel: Channel
    kind: ContactPointKind
    language: str
    agency_name: str
    agency_phone: str | None
    masked: str
    can_be_called: bool
    # Of the next two weeks, on the person's own clock: when they may be called.
    call_times: Sequence[datetime]
    # Of HOURS: those of which some are open to messages or calls.
    hours: Collection[str]


class Asked(StrEnum):
    """What became of the wish to be called."""

    NOTED = "call"
    # Written down for a collector, who sees what is in the way of it, and promised to nobody.
    PASSED_ON = "call_passed_on"
    # Calls are refused: by this link, which can take it back, or by what was said in another way.
    REFUSED = "call_refused"
    REFUSED_OTHERWISE = "call_refused_otherwise"
    NOBODY = "no_call"


@dataclass(frozen=True, slots=True)
class Sender:
    """The agency that sent a message whose link is over, and where it can be reached."""

    name: str
    phone: str | None
    address: str


async def way_out_of(code: str) -> WayOut | None:
    """The link of these letters; None for one that never was, is over, or leads to somebody who is erased."""
    scope = await _scope_of(code)
    if scope is None:
        return None
    async with reading(scope):
        row = await database.row(_WAY, hash_of(code), clock.now())
        if row is None:
            return None
        number = await calls_asked.number_to_call(row["party_id"], row["point_id"]) if row["is_open"] else None
        facts = (await facts_of([row["case_file_id"]]))[row["case_file_id"]]
    return WayOut(
        channel=Channel(row["channel"]),
        kind=ContactPointKind(row["kind"]),
        language=row["language"],
        agency_name=row["agency_name"],
        agency_phone=row["agency_phone"],
        masked=masked(row["value"]),
        can_be_called=number is not None,
        call_times=call_times(facts, row["party_id"], CALL_DAYS) if number else (),
        hours=[name for name, hours in HOURS.items() if leaves_hours(facts, row["party_id"], hours)],
    )


async def sender_of(code: str) -> Sender | None:
    """Whom to turn to instead of a link that is over; None for what never was a link of ours, or leads to somebody who
    is erased: there nothing is told apart.
    """
    scope = await _scope_of(code)
    if scope is None:
        return None
    async with reading(scope):
        row = await database.row(_SENDER, hash_of(code))
    return Sender(row["name"], row["phone"], row["address"]) if row else None


async def refuse(code: str, what: str, *, source: str = PAGE) -> bool:
    """Opt out: `channel` of the message, `address` it came to, or `all` addresses of this person. False: no such link.

    The address binds the agency for all its creditors, as every opt-out does; `all` are those of this person on every
    case file of the agency, and those that it gets to know later.
    """
    found = await _locked(code)
    if found is None:
        return False
    scope, point, agency_id = found.scope, found.point, found.scope.organization_id
    async with transaction(scope):
        refused: Iterable[tuple[Channel, str]] = [(found.channel, point.value)]
        if what == "address":
            refused = reached_by(point.kind, point.value)
        elif what == "all":
            refused = await addresses_of_person(agency_id, point.party_id)
        await opt_outs.opt_out_of_each(scope, agency_id, list(refused), source=source, way_out_id=found.id)
        if what == "all":
            await note_altogether(agency_id, point.party_id, found.id, source)
            await refused_later.look_again(scope, point.party_id)
    return True


async def be_reached_again(code: str) -> bool | None:
    """Take back what this link refused, and nothing else. False: the link's own address stays refused by what was said
    otherwise, on the telephone or by a keyword; None: no such link.
    """
    found = await _locked(code)
    if found is None:
        return None
    scope, agency_id = found.scope, found.scope.organization_id
    async with transaction(scope):
        await reached_again(agency_id, found.id, clock.now())
        said = await OptOut.filter(agency_id=agency_id, way_out_id=found.id, lifted_at=None)
        again = sorted((one.channel, one.address) for one in said)
        await opt_outs.lift_each(scope, agency_id, again, source=PAGE)
        return not await OptOut.exists(agency_id=agency_id, address=found.point.value, lifted_at=None)


async def prefer(code: str, channel: Channel | None, hours: tuple[int, int] | None) -> bool:
    """By which channel and when (minutes of the day) one would rather be reached; both None: it does not matter."""
    found = await _locked(code)
    if found is None:
        return False
    scope = found.scope
    async with transaction(scope):
        await preferences.prefer(scope, scope.organization_id, found.point.value, channel, hours, source=PAGE)
    return True


async def ask_for_call(code: str, wall: datetime | None, *, allowing: bool = False) -> Asked:
    """Ask to be called at a time on one's own clock, or as soon as possible; promised is what the gate lets happen.

    Where calls are refused nothing is written: no purpose passes a refusal (compliance, §5.1, rule 10). `allowing`:
    what this same link refused of calls to that number is taken back first. Raises HourPast.
    """
    found = await _locked(code)
    if found is None:
        return Asked.NOBODY
    if allowing:
        await _allow_calls(found)
    async with transaction(found.scope):
        refusal = await _refusal_of_calls(found)
        if refusal is not None:
            return Asked.REFUSED if refusal.way_out_id == found.id else Asked.REFUSED_OTHERWISE
        if not await calls_asked.ask_for_call(found.scope, found.point, wall):
            return Asked.NOBODY
        return Asked.NOTED if await _will_be_called(found.point) else Asked.PASSED_ON


def masked(address: str) -> str:
    """Enough of a number or e-mail address for whoever has it, and no more."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if at else address[-2:]


async def _scope_of(code: str) -> System | None:
    if not is_code(code):
        return None
    found = await database.row("SELECT agency_id FROM door_way_out($1)", hash_of(code))
    return System(found["agency_id"], kind="debtor") if found else None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A link that somebody uses: for which agency, to which address, by which channel its message came."""

    id: UUID
    scope: System
    point: ContactPoint
    channel: Channel


async def _locked(code: str) -> _Opened | None:
    scope = await _scope_of(code)
    if scope is None:
        return None
    async with reading(scope):
        row = await database.row(_WAY, hash_of(code), clock.now())
        if row is None:
            return None
        return _Opened(row["id"], scope, await ContactPoint.get(id=row["point_id"]), Channel(row["channel"]))


async def _allow_calls(found: _Opened) -> None:
    agency_id = found.scope.organization_id
    async with transaction(found.scope):
        refusal = await _refusal_of_calls(found)
        if refusal is not None and refusal.way_out_id == found.id:
            await opt_outs.lift_each(found.scope, agency_id, [(Channel.VOICE, refusal.address)], source=PAGE)


async def _refusal_of_calls(found: _Opened) -> OptOut | None:
    """What refuses calls to the number that would be called, inside the open transaction."""
    number = await calls_asked.number_to_call(found.point.party_id, found.point.id)
    if number is None:
        return None
    called = await ContactPoint.get(id=number)
    return await OptOut.get_or_none(
        agency_id=found.scope.organization_id, channel=Channel.VOICE, address=called.value, lifted_at=None
    )


async def _will_be_called(point: ContactPoint) -> bool:
    """Whether the gate lets the call pass that this person asked for, then or later."""
    facts = (await facts_of([point.case_file_id]))[point.case_file_id]
    number, asked = await calls_asked.number_to_call(point.party_id, point.id), facts.asked_calls.get(point.party_id)
    if number is None or asked is None:
        return False
    try:
        verdict = verdict_for(facts, call_question(facts, facts.address(number), asked.at or clock.now()))
    except RuleAbsent:
        return False
    return verdict.decision in (Decision.ALLOW, Decision.DEFER)


# An erasure leaves the row, and takes the address.
_KNOWN = "w.code_hash = $1 AND cf.erased_at IS NULL AND p.value NOT LIKE 'erased-%'"
_WAY = f"""
SELECT w.id, w.channel, w.language, p.id AS point_id, p.kind, p.value, p.party_id, p.case_file_id,
    ag.name AS agency_name, ag.phone AS agency_phone, cf.closed_at IS NULL AND cf.stage <> 'submitted' AS is_open
FROM ways_out w
JOIN contact_points p ON p.id = w.contact_point_id
JOIN case_files cf ON cf.id = w.case_file_id
JOIN organizations ag ON ag.id = w.agency_id
WHERE {_KNOWN} AND w.expires_at > $2
"""
_SENDER = f"""
SELECT ag.name, ag.phone, ag.address
FROM ways_out w
JOIN contact_points p ON p.id = w.contact_point_id
JOIN case_files cf ON cf.id = w.case_file_id
JOIN organizations ag ON ag.id = w.agency_id
WHERE {_KNOWN}
"""
