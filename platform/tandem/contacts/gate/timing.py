"""When a contact may leave: limits, holidays and hours at the debtor's place, and the first minute that suits all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate.caps import Counted, Kinds, Spell
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
_HORIZON_DAYS = 60


@dataclass(slots=True)
class Timing:
    """Everything that decides the instant. A letter has no hours: only its attempts are counted."""

    profile: Profile
    channel: Channel
    region: str
    zones: tuple[ZoneInfo, ...]
    # Of each zone: the instant asked about as its clocks show it, and what the limits count.
    clocks: tuple[datetime, ...]
    counted: tuple[Counted, ...]
    # The hours that the person prefers, and the rule that has them respected.
    preferred: tuple[tuple[int, int], Origin] | None = None
    # Where the address reaches the person.
    place: ContactPlace = ContactPlace.UNKNOWN
    # By the place in `zones`, once asked for.
    spells: dict[int, Spell | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        profile: Profile,
        channel: Channel,
        region: str,
        zones: Sequence[ZoneInfo],
        history: Sequence[PastContact],
        now: datetime,
        preferred: tuple[tuple[int, int], Origin] | None = None,
        consents: Sequence[PriorConsent] = (),
        place: ContactPlace = ContactPlace.UNKNOWN,
    ) -> "Timing":
        """Count the history in every zone, by the limits in force today."""
        places = tuple(zones) or (profile.legal_zone,)
        clocks = [now.astimezone(zone) for zone in places]
        counted = []
        kinds: Kinds | None = None
        for zone, local in zip(places, clocks, strict=True):
            today = local.date()
            caps = profile.caps.on(today)
            if kinds is None or kinds.caps is not caps:
                kinds = Kinds.of(history, caps)
            counted.append(Counted.of(kinds, zone, today, consents))
        return cls(profile, channel, region, places, tuple(clocks), tuple(counted), preferred, place)

    def obstacles(self) -> list[Reason]:
        """What forbids it now, in any zone. Empty: it is allowed."""
        if len(self.zones) == 1:
            return self._obstacles_at(self.clocks[0], self.counted[0])
        found: dict[ReasonCode, Reason] = {}
        for local, counted in zip(self.clocks, self.counted, strict=True):
            for reason in self._obstacles_at(local, counted):
                found.setdefault(reason.code, reason)
        return list(found.values())

    def earliest(self, start: datetime) -> datetime | None:
        """The first minute (UTC) from `start` on that passes in every zone; None if there is none."""
        at = _whole_minute(start)
        last = at + _HORIZON_DAYS * _DAY
        agreeing = 0
        place = 0
        while at < last:
            opens = self._opens_in(place, at)
            if opens is None:
                return None
            agreeing = agreeing + 1 if opens == at else 1
            if agreeing == len(self.zones):
                return opens
            at = opens
            place = (place + 1) % len(self.zones)
        return None

    def _obstacles_at(self, local: datetime, counted: Counted) -> list[Reason]:
        day = local.date()
        limits = counted.limits_met(self.profile.caps.on(day), self.channel, day, self.place)
        reasons = [_refusal(met.code, origin, count=str(met.times), limit=str(met.limit)) for met, origin in limits]
        if self.channel is _LETTER:
            return reasons
        hours = _hours_of(self.profile, self.channel, self.region, day)
        windows, shut = hours.windows, hours.shut
        if hours.wider is not None and not _is_open(hours.wider.windows, local):
            # The pack's own hours say why not where they forbid it too, before the agency's.
            windows, shut = hours.wider.windows, hours.wider.shut
        if hours.closed is not None:
            reasons.append(hours.closed)
            if not windows:
                reasons.append(shut)
        elif not _is_open(windows, local):
            reasons.append(shut)
        elif self.preferred:
            preferred, origin = self.preferred
            if not _is_open(_preferred_of(hours.week, preferred, day), local):
                start, end = preferred
                reasons.append(_refusal(ReasonCode.PREFERRED_HOURS, origin, hours=f"{_clock(start)}–{_clock(end)}"))
        return reasons

    def _opens_in(self, place: int, start: datetime) -> datetime | None:
        zone = self.zones[place]
        preferred = self.preferred[0] if self.preferred else None
        day = start.astimezone(zone).date()
        last = day + _HORIZON_DAYS * _DAY
        while day < last:
            free = self._free_of_limits(place, day)
            if free == day:
                windows = _open_on(self.profile, self.channel, self.region, preferred, day)
                if windows and (opens := _first_open_minute(zone, day, windows, start)):
                    return opens
                free += _DAY
            day = free
        return None

    def _free_of_limits(self, place: int, day: date) -> date:
        """That local day when no limit forbids it, else one after it before which they forbid every day."""
        spell = self._spell(place)
        if spell is not None and spell.since <= (number := day.toordinal()) < spell.ends:
            return date.fromordinal(min(spell.free, spell.ends)) if number < spell.free else day
        met = self.counted[place].limits_met(self.profile.caps.on(day), self.channel, day, self.place)
        return day + _DAY if met else day

    def _spell(self, place: int) -> Spell | None:
        """For how long the limits in force today forbid it at a place."""
        if place not in self.spells:
            period = self.profile.caps.period_on(self.clocks[place].date())
            self.spells[place] = self.counted[place].spell(period, self.channel, self.place)
        return self.spells[place]


class Said(NamedTuple):
    """The open minutes of a day, and what is said at all others."""

    windows: tuple[tuple[int, int], ...]
    shut: Reason


class Hours(NamedTuple):
    """A channel's hours on a day, in a region: why the day is closed, if it is, and what is said when it is not.

    `wider`: the pack's own, where an agency allows itself less.
    """

    closed: Reason | None
    week: Week
    windows: tuple[tuple[int, int], ...]
    shut: Reason
    wider: Said | None


@lru_cache(maxsize=16384)
def _hours_of(profile: Profile, channel: Channel, region: str, day: date) -> Hours:
    week = profile.hours[channel].on(day)
    holiday = profile.holiday_rule(region, day)
    closed = None
    if is_day_off(holiday, day):
        closed = _refusal(ReasonCode.HOLIDAY, holiday.origin, day=day.isoformat())
    elif closing := profile.closing_on(day):
        closed = _refusal(ReasonCode.AGENCY_CLOSED, closing.origin, day=day.isoformat(), name=closing.name)
    return Hours(closed, week, *_said(week, day), _said(week.wider, day) if week.wider else None)


def _said(week: Week, day: date) -> Said:
    windows, origin = week.days[day.weekday()], week.origins[day.weekday()]
    if not windows:
        return Said(windows, _refusal(ReasonCode.DAY_OFF, origin, day=day.isoformat()))
    return Said(windows, _refusal(ReasonCode.OUTSIDE_HOURS, origin, hours=_spoken(windows)))


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
            if max(opens, passed) < closes:
                return begins + max(opens, passed) * _MINUTE
        return None
    # On the day clocks change, a local hour is missing or comes twice: walk the minutes that really exist.
    at = max(start, begins)
    while (local := at.astimezone(zone)).date() <= day:
        if local.date() == day and _is_open(windows, local):
            return at
        at += _MINUTE
    return None


@lru_cache(maxsize=4096)
def _midnight(zone: ZoneInfo, day: date) -> tuple[datetime, bool]:
    """The instant (UTC) at which that local day begins, and whether no clock changes on it."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight.astimezone(UTC), midnight.utcoffset() == (midnight + _DAY).utcoffset()


def _is_open(windows: tuple[tuple[int, int], ...], local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    return any(opens <= minute < closes for opens, closes in windows)


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
