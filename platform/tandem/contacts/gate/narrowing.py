"""What an agency allows itself within a pack: narrower hours, smaller limits, days on which it is closed.

A profile is narrowed once, when the agency's rows are read; the gate then reads it as any other. Nothing widens a pack:
hours are cut to the pack's, and of two limits the smaller one holds, also when the pack becomes stricter later.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

from tandem.contacts.gate.dated import Dated, Period
from tandem.contacts.gate.pack import Caps, Closing, Origin, Profile, Week
from tandem.contacts.gate.vocabulary import Basis, Channel
from tandem.contacts.gate.weeks import within

# Before the number of the version, as a source is kept; `contacts.spoken` says it in the reader's language.
OF_AGENCY = "agency_rules:"
# Minutes [opens, closes) of each weekday, Monday first; None: nobody is contacted that day.
OpenDays = tuple[tuple[int, int] | None, ...]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Narrower:
    """What an agency allows itself under a profile from a day on; whatever is None is as the pack has it."""

    country: str
    profile: str
    version: int
    starts: date
    voice: OpenDays | None = None
    written: OpenDays | None = None
    calls_day: int | None = None
    calls_7d: int | None = None
    contacts_7d: int | None = None


@dataclass(frozen=True, slots=True)
class OwnRules:
    """An agency's own rules: every version that counts still, and its closed days."""

    narrower: tuple[Narrower, ...] = ()
    closings: tuple[Closing, ...] = ()
    closed_version: int = 0

    def of(self, country: str, profile: str) -> "OwnRules":
        """Those for one profile of a country's pack."""
        mine = tuple(one for one in self.narrower if (one.country, one.profile) == (country, profile))
        return replace(self, narrower=mine)

    def in_force(self, day: date) -> Narrower | None:
        """What holds that day: what starts last, and of one day the last version. Of one profile."""
        return max(
            (one for one in self.narrower if one.starts <= day), key=lambda one: (one.starts, one.version), default=None
        )


def agency_origin(version: int) -> Origin:
    """The source of what an agency set itself."""
    return Origin(f"{OF_AGENCY}{version}", Basis.POLICY)


def narrowed(profile: Profile, own: OwnRules) -> Profile:
    """The profile with what the agency allows itself; its version then names the agency's, too.

    Also that of an empty list of closed days: without it one number would stand for two states of the rules.
    """
    if not own.narrower and not own.closed_version:
        return profile
    version = max([one.version for one in own.narrower] + [own.closed_version])
    return replace(
        profile,
        hours={channel: _dated(rows, own, partial(_week, channel)) for channel, rows in profile.hours.items()},
        caps=_dated(profile.caps, own, _caps),
        closings=own.closings,
        pack_version=f"{profile.pack_version} + agency {version}",
    )


def _dated(rows: Dated[Value], own: OwnRules, narrow: Callable[[Value, Narrower], Value]) -> Dated[Value]:
    """The pack's rows, each cut where a version of the agency's starts."""
    periods = []
    for period in rows.periods:
        later = {one.starts for one in own.narrower if period.starts < one.starts}
        starts = sorted({period.starts, *(day for day in later if period.ends is None or day < period.ends)})
        for day, ends in zip(starts, [*starts[1:], period.ends], strict=True):
            mine = own.in_force(day)
            periods.append(Period(day, ends, narrow(period.value, mine) if mine else period.value))
    return Dated(rows.what, tuple(periods))


def _week(channel: Channel, week: Week, own: Narrower) -> Week:
    hours = own.voice if channel is Channel.VOICE else own.written
    if hours is None:
        return week
    days = tuple(within(windows, open_) if open_ else () for windows, open_ in zip(week.days, hours, strict=True))
    if days == week.days:
        return week
    mine = agency_origin(own.version)
    origins = [origin if day == wide else mine for day, wide, origin in zip(days, week.days, week.origins, strict=True)]
    return Week(days, tuple(origins), wider=week)


def _caps(caps: Caps, own: Narrower) -> Caps:
    if own.calls_day is None and own.calls_7d is None and own.contacts_7d is None:
        return caps
    mine = replace(
        caps,
        calls_day=own.calls_day,
        calls_7d=own.calls_7d,
        contacts_7d=own.contacts_7d,
        attempts_7d=None,
        cooldown_days=None,
        consented_days=None,
        elsewhere_30d=None,
        origin=agency_origin(own.version),
    )
    return replace(caps, own=mine)
