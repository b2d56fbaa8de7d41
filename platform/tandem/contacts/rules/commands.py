"""Setting what an agency allows itself within the rules: narrower hours, smaller limits, closed days.

Each setting is a new version; those before stay readable, and decisions name the one that they were made by. Nothing
may be wider than the rules allow, be they law or policy.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import orjson

from tandem.contacts.gate import Channel, OpenDays, Profile, RuleMissing, shipped_countries, shipped_pack
from tandem.contacts.regate import regate_all_of
from tandem.contacts.rules.errors import (
    ClosedTooLong,
    HoursTooWide,
    LimitTooLarge,
    NoDayOpen,
    RuleProfileNotFound,
)
from tandem.contacts.rules.reading import own_rules_of
from tandem.contacts.rules.waiting import check_waits
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission

# Shorter than the gate looks ahead for a free minute (60 days), with whatever limit or holiday comes on top.
LONGEST_CLOSED = 31
MOST_CLOSINGS = 50
_LONGEST_NAME = 60
_DAY = timedelta(days=1)
_WEEK = 7
_WRITTEN = (Channel.SMS, Channel.EMAIL)


@dataclass(frozen=True, slots=True)
class DayHours:
    """A weekday (Monday 0) with its hours as `09:00`; a weekday that is not named is closed."""

    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class OwnRulesDraft:
    """What an administrator writes for a profile; None is as the rules have it."""

    starts_on: date
    voice: Sequence[DayHours] | None = None
    written: Sequence[DayHours] | None = None
    calls_day: int | None = None
    calls_7d: int | None = None
    contacts_7d: int | None = None


@dataclass(frozen=True, slots=True)
class ClosingDraft:
    """Days, both included, on which the agency is closed, and why."""

    name: str
    first: date
    last: date


async def narrow_rules(actor: Actor, country: str, profile: str, draft: OwnRulesDraft) -> int:
    """Hold the agency's contacts under a profile to narrower hours and limits from a day on; gives the version.

    What is as the rules have it follows them when they change. What waits is judged again. Raises NotPermitted,
    RuleProfileNotFound, HoursTooWide, NoDayOpen, WaitsTooLong, LimitTooLarge, InvalidInput.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.CONTACT_RULE_WRITE)
        known = _profile(country, profile)
        if draft.starts_on < clock.today():
            raise InvalidInput("startsOn", draft.starts_on.isoformat(), "day_not_past")
        voice, written = (
            _hours(known, draft.starts_on, "voice", draft.voice, (Channel.VOICE,)),
            _hours(known, draft.starts_on, "written", draft.written, _WRITTEN),
        )
        caps = known.caps.on(draft.starts_on)
        limits = (
            _limit("callsDay", draft.calls_day, caps.calls_day),
            _limit("calls7d", draft.calls_7d, caps.calls_7d),
            _limit("contacts7d", draft.contacts_7d, caps.contacts_7d),
        )
        version = await _next_version(actor.organization_id)
        await database.execute(
            "INSERT INTO own_rules (agency_id, version, country, profile, starts_on, voice, written, calls_day, "
            "calls_7d, contacts_7d, set_at, set_by, set_by_id) "
            "VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7::text::jsonb, $8, $9, $10, $11, $12, $13)",
            actor.organization_id,
            version,
            country.upper(),
            profile,
            draft.starts_on,
            _json(voice),
            _json(written),
            *limits,
            clock.now(),
            actor.person_name,
            actor.membership_id,
        )
        own = await own_rules_of(actor.organization_id, clock.now())
        check_waits(known, own.of(country.upper(), profile), clock.today())
        await regate_all_of(actor)
        await audit.record(
            actor,
            AuditKind.CONTACT_RULES_SET,
            _subject(actor),
            details={"version": version, "profile": profile, "starts_on": draft.starts_on.isoformat()},
        )
    return version


async def set_closings(actor: Actor, drafts: Sequence[ClosingDraft]) -> int:
    """Make these, and no others, the days on which the agency contacts nobody; gives the version.

    What waits is judged again. Raises NotPermitted, InvalidInput, ClosedTooLong, WaitsTooLong.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.CONTACT_RULE_WRITE)
        closings = sorted((_closing(draft) for draft in drafts), key=lambda one: (one.first, one.last, one.name))
        if len(closings) > MOST_CLOSINGS:
            raise InvalidInput("closings", len(closings), "closings")
        _check_runs(closings)
        version = await _next_version(actor.organization_id)
        rows = [{"name": one.name, "first": one.first, "last": one.last} for one in closings]
        await database.execute(
            "INSERT INTO own_rules (agency_id, version, starts_on, closings, set_at, set_by, set_by_id) "
            "VALUES ($1, $2, $3, $4::text::jsonb, $5, $6, $7)",
            actor.organization_id,
            version,
            clock.today(),
            orjson.dumps(rows).decode(),
            clock.now(),
            actor.person_name,
            actor.membership_id,
        )
        own = await own_rules_of(actor.organization_id, clock.now())
        for pack in map(shipped_pack, sorted(shipped_countries())):
            for profile in pack.profiles:
                check_waits(profile, own.of(pack.name, profile.name), clock.today(), field="closings")
        await regate_all_of(actor)
        listed = ", ".join(f"{one.name} ({one.first}–{one.last})" for one in closings)
        await audit.record(
            actor, AuditKind.CONTACT_CLOSINGS_SET, _subject(actor), details={"version": version, "after": listed}
        )
    return version


def _subject(actor: Actor) -> Subject:
    return Subject(SubjectType.ORGANIZATION, actor.organization_id, actor.organization_name)


def _profile(country: str, profile: str) -> Profile:
    if country.lower() not in shipped_countries():
        raise RuleProfileNotFound(field="country", found=country)
    try:
        return shipped_pack(country.lower()).profile(profile)
    except KeyError:
        raise RuleProfileNotFound(field="profile", found=profile) from None


def _hours(
    profile: Profile, day: date, field: str, given: Sequence[DayHours] | None, channels: Sequence[Channel]
) -> OpenDays | None:
    """The hours of each weekday, all within the rules; None where they are the rules' own."""
    if given is None:
        return None
    try:
        weeks = [profile.hours[channel].on(day) for channel in channels]
    except RuleMissing:
        raise InvalidInput("startsOn", day.isoformat(), "day_with_rules") from None
    days: list[tuple[int, int] | None] = [None] * _WEEK
    for place, one in enumerate(given):
        at = f"{field}.{place}"
        if not 0 <= one.weekday < _WEEK or days[one.weekday] is not None:
            raise InvalidInput(f"{at}.weekday", one.weekday, "weekday_once")
        opens, closes = _minute(f"{at}.opens", one.opens), _minute(f"{at}.closes", one.closes)
        if closes <= opens:
            raise InvalidInput(f"{at}.closes", f"{one.opens}–{one.closes}", "end_after_start")
        allowed = [window for week in weeks for window in week.days[one.weekday]]
        earliest = min((window[0] for window in allowed), default=0)
        latest = max((window[1] for window in allowed), default=0)
        # From the first to the last minute that the rules allow, and not wholly in a break between.
        if opens < earliest or closes > latest or not any(opens < end and start < closes for start, end in allowed):
            spoken = f"{_clock(earliest)}–{_clock(latest)}" if allowed else ""
            side = "opens" if opens < earliest or not allowed else "closes"
            raise HoursTooWide(f"{at}.{side}", one.weekday, f"{one.opens}–{one.closes}", spoken)
        days[one.weekday] = (opens, closes)
    if not any(days):
        raise NoDayOpen(field=field)
    of_rules = all(
        windows == (() if hours is None else (hours,))
        for week in weeks
        for windows, hours in zip(week.days, days, strict=True)
    )
    return None if of_rules else tuple(days)


def _minute(field: str, written: str) -> int:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", written):
        raise InvalidInput(field, written, "time_of_day")
    return int(written[:2]) * 60 + int(written[3:])


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _limit(field: str, given: int | None, of_rules: int | None) -> int | None:
    if given is None:
        return None
    if not 1 <= given <= 999:
        raise InvalidInput(field, given, "limit")
    if of_rules is not None and given > of_rules:
        raise LimitTooLarge(field=field, found=given, most=of_rules)
    return None if given == of_rules else given


def _closing(draft: ClosingDraft) -> ClosingDraft:
    name = " ".join(draft.name.split())
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise InvalidInput("closings", draft.name, "closing_name")
    if draft.last < draft.first:
        raise InvalidInput("closings", f"{draft.first}–{draft.last}", "last_after_first")
    return ClosingDraft(name, draft.first, draft.last)


def _check_runs(closings: Sequence[ClosingDraft]) -> None:
    """No run of closed days, of one or several, is longer than contacts may wait for."""
    run: tuple[date, date] | None = None
    for one in closings:
        run = (run[0], max(run[1], one.last)) if run and one.first <= run[1] + _DAY else (one.first, one.last)
        days = (run[1] - run[0]).days + 1
        if days > LONGEST_CLOSED:
            raise ClosedTooLong(field="closings", found=days, most=LONGEST_CLOSED)


async def _next_version(agency_id: UUID) -> int:
    """The next number of the agency's; whoever sets rules at the same time waits."""
    await database.row("SELECT id FROM organizations WHERE id = $1 FOR UPDATE", agency_id)
    found = await database.row("SELECT max(version) AS last FROM own_rules WHERE agency_id = $1", agency_id)
    return ((found and found["last"]) or 0) + 1


def _json(hours: OpenDays | None) -> str | None:
    return None if hours is None else orjson.dumps(hours).decode()
