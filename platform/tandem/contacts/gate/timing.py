"""When a contact may leave: limits, holidays and hours at the debtor's place, and the first minute that suits all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate.caps import Counted
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
        counted = [
            Counted.of(history, profile.caps.on(local.date()), zone, consents)
            for zone, local in zip(places, clocks, strict=True)
        ]
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
        if self.channel is Channel.LETTER:
            return reasons
        week = _speaking(self.profile.hours[self.channel].on(day), local)
        holiday = self.profile.holiday_rule(self.region, day)
        windows, weekday_origin = week.days[day.weekday()], week.origins[day.weekday()]
        off = is_day_off(holiday, day)
        if off:
            reasons.append(_refusal(ReasonCode.HOLIDAY, holiday.origin, day=day.isoformat()))
        elif closing := self.profile.closing_on(day):
            off = True
            reasons.append(_refusal(ReasonCode.AGENCY_CLOSED, closing.origin, day=day.isoformat(), name=closing.name))
        if not windows:
            reasons.append(_refusal(ReasonCode.DAY_OFF, weekday_origin, day=day.isoformat()))
        elif not off and not _is_open(windows, local):
            reasons.append(_refusal(ReasonCode.OUTSIDE_HOURS, weekday_origin, hours=_spoken(windows)))
        elif not off and self.preferred and not _is_open(self._preferred_of(week, day), local):
            (start, end), origin = self.preferred
            reasons.append(_refusal(ReasonCode.PREFERRED_HOURS, origin, hours=f"{_clock(start)}–{_clock(end)}"))
        return reasons

    def _opens_in(self, place: int, start: datetime) -> datetime | None:
        zone = self.zones[place]
        day = start.astimezone(zone).date()
        for _ in range(_HORIZON_DAYS):
            windows = self._windows(place, day)
            if windows and (opens := _first_open_minute(zone, day, windows, start)):
                return opens
            day += _DAY
        return None

    def _windows(self, place: int, day: date) -> tuple[tuple[int, int], ...]:
        if self.counted[place].limits_met(self.profile.caps.on(day), self.channel, day, self.place):
            return ()
        if self.channel is Channel.LETTER:
            return _WHOLE_DAY
        if is_day_off(self.profile.holiday_rule(self.region, day), day) or self.profile.closing_on(day):
            return ()
        week: Week = self.profile.hours[self.channel].on(day)
        return self._preferred_of(week, day)

    def _preferred_of(self, week: Week, day: date) -> tuple[tuple[int, int], ...]:
        """The hours of that day that the person prefers; all of them when no day of the week has any that they do."""
        windows = week.days[day.weekday()]
        if self.preferred is None:
            return windows
        hours = self.preferred[0]
        return within(windows, hours) if any(within(one, hours) for one in week.days) else windows


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


def _speaking(week: Week, local: datetime) -> Week:
    """The week that says why not at that minute: the pack's own where it forbids it too, before the agency's."""
    if week.wider is None or _is_open(week.wider.days[local.weekday()], local):
        return week
    return week.wider


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
