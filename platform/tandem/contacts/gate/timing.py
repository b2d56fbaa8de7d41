"""When a contact may leave: limits, holidays and hours at the debtor's place, and the first minute that suits all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate.caps import Row, Running, Spell, Tally, row_of
from tandem.contacts.gate.facts import PastContact
from tandem.contacts.gate.pack import Origin, Profile, Week
from tandem.contacts.gate.prior_consent import PriorConsent
from tandem.contacts.gate.public_holidays import is_day_off
from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.verdict import Reason
from tandem.contacts.gate.vocabulary import Channel, Decision
from tandem.contacts.gate.weeks import within

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LETTER = Channel.LETTER
_WHOLE_DAY = ((0, 24 * 60),)
# Longer than any limit or run of holidays; zones that agree on no minute in this time agree on none.
_HORIZON = timedelta(days=60)


@dataclass(slots=True)
class Timing:
    """Everything that decides the instant. A letter has no hours: only its attempts are counted."""

    profile: Profile
    channel: Channel
    region: str
    # Where the address reaches the person.
    reaches: ContactPlace
    # The hours that the person prefers, and the rule that has them respected.
    preferred: tuple[tuple[int, int], Origin] | None
    places: list["PlaceNow"]
    history: Sequence[PastContact]
    consents: Sequence[PriorConsent]

    @classmethod
    def of(
        cls,
        profile: Profile,
        channel: Channel,
        region: str,
        clocks: Sequence[tuple[ZoneInfo, datetime]],
        history: Sequence[PastContact],
        preferred: tuple[tuple[int, int], Origin] | None = None,
        consents: Sequence[PriorConsent] = (),
        reaches: ContactPlace = ContactPlace.UNKNOWN,
    ) -> "Timing":
        """Count the history in every zone, by the limits in force today. `clocks`: each zone with its local time."""
        places: list[PlaceNow] = []
        for zone, local in clocks:
            today = local.date()
            row, hours = _rules_on(profile, channel, region, reaches, today)
            place = PlaceNow(zone, local, today, row, hours, row.unmet)
            if len(history) >= row.fewest:
                place.count(history, consents)
            places.append(place)
        return cls(profile, channel, region, reaches, preferred, places, history, consents)

    def obstacles(self) -> list[Reason]:
        """What forbids it now, in any zone. Empty: it is allowed."""
        if len(self.places) == 1:
            return self._obstacles_at(self.places[0])
        found: dict[ReasonCode, Reason] = {}
        for place in self.places:
            for reason in self._obstacles_at(place):
                found.setdefault(reason.code, reason)
        return list(found.values())

    def earliest(self, start: datetime) -> datetime | None:
        """The first minute (UTC) from `start` on that passes in every zone; None if there is none."""
        at = _whole_minute(start)
        last = at + _HORIZON
        agreeing = 0
        place = 0
        while at < last:
            opens = self._opens_in(self.places[place], at)
            if opens is None:
                return None
            agreeing = agreeing + 1 if opens == at else 1
            if agreeing == len(self.places):
                return opens
            at = opens
            place = (place + 1) % len(self.places)
        return None

    def _obstacles_at(self, place: "PlaceNow") -> list[Reason]:
        day, reasons = place.today, []
        if place.tally is not None and place.running:
            reasons = [
                _refusal(met.limit.code, met.limit.origin, count=str(met.times), limit=str(met.limit.told))
                for met in place.tally.met(place.running, day)
            ]
        hours = place.hours
        if hours is None:
            return reasons
        minute = place.local.hour * 60 + place.local.minute
        said = hours.own
        if hours.wider is not None and not hours.wider.minutes[minute]:
            # The pack's own hours say why not where they forbid it too, before the agency's.
            said = hours.wider
        if hours.closed is not None:
            reasons.append(hours.closed)
            if not said.windows:
                reasons.append(said.shut)
        elif not said.minutes[minute]:
            reasons.append(said.shut)
        elif self.preferred:
            (start, end), origin = self.preferred
            if not _minutes(_open_on(self.profile, self.channel, self.region, (start, end), day))[minute]:
                reasons.append(_refusal(ReasonCode.PREFERRED_HOURS, origin, hours=f"{_clock(start)}–{_clock(end)}"))
        return reasons

    def _opens_in(self, place: "PlaceNow", start: datetime) -> datetime | None:
        preferred = self.preferred[0] if self.preferred else None
        day = start.astimezone(place.zone).date()
        last = day + _HORIZON
        while day < last:
            free = self._free_of_limits(place, day)
            if free == day:
                windows = _open_on(self.profile, self.channel, self.region, preferred, day)
                if windows and (opens := _first_open_minute(place.zone, day, windows, start)):
                    return opens
                free += _DAY
            day = free
        return None

    def _free_of_limits(self, place: "PlaceNow", day: date) -> date:
        """That local day when no limit forbids it, else one after it before which they forbid every day."""
        spell = place.spell
        if spell is not None and spell.since <= (number := day.toordinal()) < spell.ends:
            return date.fromordinal(min(spell.free, spell.ends)) if number < spell.free else day
        tally = place.tally or place.count(self.history, self.consents)
        met = tally.met(tally.running(_row_on(self.profile, self.channel, self.reaches, day)), day)
        return day + _DAY if met else day


@dataclass(slots=True)
class PlaceNow:
    """Where the person may be: the instant asked about as its clocks show it, the limits and hours in force there that
    day (a letter has no hours), and the days that the limits leave free, None where those change.

    Once there was enough contact for any limit: what they count, and those that it may meet.
    """

    zone: ZoneInfo
    local: datetime
    today: date
    row: Row
    hours: "Hours | None"
    spell: Spell | None
    tally: Tally | None = None
    running: Sequence[Running] = ()

    def count(self, history: Sequence[PastContact], consents: Sequence[PriorConsent]) -> Tally:
        """Count earlier contacts, by the limits in force today."""
        tally = self.tally = Tally.of(history, self.row, self.zone, self.today, consents)
        self.running = tally.running(self.row)
        if self.running:
            self.spell = tally.spell(self.running, self.row.unmet)
        return tally


@lru_cache(maxsize=16384)
def _rules_on(
    profile: Profile, channel: Channel, region: str, reaches: ContactPlace, day: date
) -> tuple[Row, "Hours | None"]:
    """The limits and the hours in force on a day. Raises RuleMissing."""
    row = _row_on(profile, channel, reaches, day)
    return row, None if channel is _LETTER else _hours_of(profile, channel, region, day)


@lru_cache(maxsize=16384)
def _row_on(profile: Profile, channel: Channel, reaches: ContactPlace, day: date) -> Row:
    """The limits in force on a day. Raises RuleMissing."""
    return row_of(profile.caps.period_on(day), channel, reaches)


class Said(NamedTuple):
    """The open hours of a day, each of its minutes (1: open), and what is said at the others."""

    windows: tuple[tuple[int, int], ...]
    minutes: bytes
    shut: Reason


class Hours(NamedTuple):
    """A channel's hours on a day, in a region: why the day is closed, if it is, and what is said when it is not.

    `wider`: the pack's own, where an agency allows itself less.
    """

    closed: Reason | None
    own: Said
    wider: Said | None


def _hours_of(profile: Profile, channel: Channel, region: str, day: date) -> Hours:
    week = profile.hours[channel].on(day)
    holiday = profile.holiday_rule(region, day)
    closed = None
    if is_day_off(holiday, day):
        closed = _refusal(ReasonCode.HOLIDAY, holiday.origin, day=day.isoformat())
    elif closing := profile.closing_on(day):
        closed = _refusal(ReasonCode.AGENCY_CLOSED, closing.origin, day=day.isoformat(), name=closing.name)
    return Hours(closed, _said(week, day), _said(week.wider, day) if week.wider else None)


def _said(week: Week, day: date) -> Said:
    windows, origin = week.days[day.weekday()], week.origins[day.weekday()]
    if not windows:
        return Said(windows, _minutes(windows), _refusal(ReasonCode.DAY_OFF, origin, day=day.isoformat()))
    return Said(windows, _minutes(windows), _refusal(ReasonCode.OUTSIDE_HOURS, origin, hours=_spoken(windows)))


@lru_cache(maxsize=16384)
def _open_on(
    profile: Profile, channel: Channel, region: str, preferred: tuple[int, int] | None, day: date
) -> tuple[tuple[int, int], ...]:
    """The minutes at which a channel is open on a local day, whatever the limits say; of those, the ones preferred."""
    if channel is _LETTER:
        return _WHOLE_DAY
    if is_day_off(profile.holiday_rule(region, day), day) or profile.closing_on(day):
        return ()
    week = profile.hours[channel].on(day)
    return week.days[day.weekday()] if preferred is None else _preferred_of(week, preferred, day)


def _preferred_of(week: Week, preferred: tuple[int, int], day: date) -> tuple[tuple[int, int], ...]:
    """The hours of that day that the person prefers; all of them when no day of the week has any that they do."""
    windows = week.days[day.weekday()]
    return within(windows, preferred) if any(within(one, preferred) for one in week.days) else windows


def _first_open_minute(
    zone: ZoneInfo, day: date, windows: tuple[tuple[int, int], ...], start: datetime
) -> datetime | None:
    """The first minute of that local day, from `start` (UTC) on, that a window holds."""
    begins, is_even = _midnight(zone, day)
    if is_even:
        passed = (start - begins) // _MINUTE
        for opens, closes in windows:
            if passed < closes:
                return begins + opens * _MINUTE if opens > passed else start
        return None
    # On the day clocks change, a local hour is missing or comes twice: walk the minutes that really exist.
    at = max(start, begins)
    while (local := at.astimezone(zone)).date() <= day:
        if local.date() == day and _minutes(windows)[local.hour * 60 + local.minute]:
            return at
        at += _MINUTE
    return None


@lru_cache(maxsize=4096)
def _midnight(zone: ZoneInfo, day: date) -> tuple[datetime, bool]:
    """The instant (UTC) at which that local day begins, and whether no clock changes on it."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight.astimezone(UTC), midnight.utcoffset() == (midnight + _DAY).utcoffset()


@cache
def _minutes(windows: tuple[tuple[int, int], ...]) -> bytes:
    """Each minute of a day: 1 where a window holds it."""
    return bytes(any(opens <= minute < closes for opens, closes in windows) for minute in range(24 * 60))


def _whole_minute(at: datetime) -> datetime:
    instant = at.astimezone(UTC)
    if not instant.second and not instant.microsecond:
        return instant
    return instant.replace(second=0, microsecond=0) + _MINUTE


@cache
def _spoken(windows: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in windows)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _refusal(code: ReasonCode, origin: Origin, **arguments: str) -> Reason:
    return Reason(code, Decision.DEFER, origin.source, origin.basis, tuple(arguments.items()))
