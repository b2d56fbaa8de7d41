"""How long an agency's own hours and closed days together may keep contacts waiting."""

from collections.abc import Iterator
from datetime import date, timedelta

from tandem.contacts.gate import Channel, OwnRules, Profile, RuleMissing, narrowed
from tandem.contacts.rules.errors import NoDayOpen, WaitsTooLong

# Shorter than the gate looks ahead for a free minute (60 days), with whatever limit or holiday comes on top.
LONGEST_WAIT = 45
_YEAR = 366
_DAY = timedelta(days=1)


def check_waits(profile: Profile, own: OwnRules, since: date, *, field: str | None = None) -> None:
    """From `since` on each channel is open some day again. `field` None: of the hours that keep it closed.

    Raises WaitsTooLong, NoDayOpen for hours of which nothing is left on any day.
    """
    mine = narrowed(profile, own)
    for channel in mine.hours:
        named = field or ("voice" if channel is Channel.VOICE else "written")
        for day in _turns(own, since):
            found = _closed_around(mine, channel, day, since)
            if found >= _YEAR:
                raise NoDayOpen(field=named)
            if found > LONGEST_WAIT:
                raise WaitsTooLong(field=named, found=found, most=LONGEST_WAIT)


def _turns(own: OwnRules, since: date) -> Iterator[date]:
    """The days on which a wait may begin: hours or closed days start."""
    yield since
    yield from (one.starts for one in own.narrower if one.starts > since)
    yield from (one.first for one in own.closings if one.first > since)


def _closed_around(profile: Profile, channel: Channel, day: date, since: date) -> int:
    """How many days in a row the channel is closed, that day among them; 0: it is open then."""
    first = last = day
    while _is_closed(profile, channel, last) and (last - day).days < _YEAR:
        last += _DAY
    if last == day:
        return 0
    while first > since and _is_closed(profile, channel, first - _DAY):
        first -= _DAY
    return (last - first).days


def _is_closed(profile: Profile, channel: Channel, day: date) -> bool:
    try:
        windows = profile.hours[channel].on(day).days[day.weekday()]
    except RuleMissing:
        # The rules of that day are not known yet: neither is what the agency would leave of them.
        return False
    return not windows or profile.closing_on(day) is not None
