"""How long a provider may keep an SMS queued: to the end of the hours that allowed it, in every zone.

The hours are the law's, and within them those that the person named, where the law has them respected.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tandem.contacts.gate import Channel, Profile, ReasonCode

# Twilio's limits; with less than a minute left it is better not to submit (compliance, §4).
LONGEST = 36_000
SHORTEST = 60


def window_ends(
    profile: Profile,
    channel: Channel,
    zones: Sequence[ZoneInfo],
    at: datetime,
    preferred: tuple[int, int] | None = None,
) -> datetime | None:
    """The end of the hours that hold at `at`, the earliest of all zones; None outside of them and on closed days.

    `preferred`: minutes of the person's day, [from, to), as at the gate; where `at` is outside, the gate let them go.
    """
    respected = preferred if ReasonCode.PREFERRED_HOURS in profile.rules else None
    ends = [_end_in(profile, channel, zone, at, respected) for zone in zones]
    known = [end for end in ends if end is not None]
    return min(known) if known and len(known) == len(ends) else None


def _end_in(
    profile: Profile, channel: Channel, zone: ZoneInfo, at: datetime, preferred: tuple[int, int] | None
) -> datetime | None:
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if profile.closing_on(local.date()):
        return None
    for opens, closes in profile.hours[channel].on(local.date()).days[local.weekday()]:
        if opens <= minute < closes:
            if preferred and preferred[0] <= minute < preferred[1]:
                closes = min(closes, preferred[1])
            midnight = datetime.combine(local.date(), time(), zone)
            # Wall-clock arithmetic within the zone, then UTC: right on the days that clocks change, too.
            return (midnight + timedelta(minutes=closes)).astimezone(UTC)
    return None
