"""How often a person was reached already, on the dates of one zone, and which limits that meets.

A consent to more calls widens what the law allows, never what the agency allows itself: there every call counts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate.dated import Period
from tandem.contacts.gate.facts import PastContact
from tandem.contacts.gate.pack import Caps, Origin
from tandem.contacts.gate.prior_consent import PriorConsent
from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.vocabulary import Channel, ContactResult

_DAY = timedelta(days=1)
# As far as the limit that looks back longest.
_LOOKS_BACK = timedelta(days=30)
_NEVER = date.max.toordinal()
_VOICE, _LETTER, _FAILED = Channel.VOICE, Channel.LETTER, ContactResult.FAILED
_WRITTEN = frozenset({Channel.SMS, Channel.EMAIL})
# An unknown outcome counts as a contact: the person may have been reached.
_REACHED = frozenset({ContactResult.DELIVERED, ContactResult.UNKNOWN})
_TALKED = frozenset({ContactResult.TALKED, ContactResult.UNKNOWN})


class Met(NamedTuple):
    """A limit that is met on a day: the code, how many there were, how many may be."""

    code: ReasonCode
    times: int
    limit: int


class Limit(NamedTuple):
    """A limit on what was counted: on a day and the `width - 1` before it there are fewer than `most` of `days`.

    `told` is the number that the reader is told.
    """

    code: ReasonCode
    days: list[int]
    width: int
    most: int
    told: int

    def times(self, today: int) -> int:
        """How many there were, up to that day."""
        return bisect_right(self.days, today) - bisect_left(self.days, today - self.width + 1)

    @property
    def free(self) -> int:
        """The first day that it leaves free, from that of the last contact on."""
        return self.days[-self.most] + self.width if self.most else _NEVER


@dataclass(slots=True)
class Tally:
    """Day numbers (date.toordinal) of what counts, each list sorted; one list entry a contact."""

    calls: list[int]
    # Those of the calls that went elsewhere than home or to a mobile.
    elsewhere: list[int]
    conversations: list[int]
    contacts: list[int]
    attempts: list[int]
    # The first days of the consents to more calls that were not taken back.
    agreed: list[int]


_NOTHING = Tally([], [], [], [], [], [])


class Spell(NamedTuple):
    """Days (date.toordinal) from `since` to before `ends`, of which the limits forbid those before `free`."""

    since: int
    free: int
    ends: int


class Counted(NamedTuple):
    """What the limits of the law count in one zone, and what the agency's own do."""

    by_law: Tally
    by_agency: Tally

    @classmethod
    def of(cls, kinds: "Kinds", zone: ZoneInfo, today: date, consents: Sequence[PriorConsent]) -> "Counted":
        """Count the history by the dates of a zone, in which it is `today`."""
        if not kinds.history:
            return cls(_NOTHING, _NOTHING)
        days = _days_of(kinds.history, zone, today)
        altogether = kinds.counted(days, frozenset(), [])
        if not consents:
            return cls(altogether, altogether)
        agreed = [one.first_day(zone) for one in consents if one.until is None]
        return cls(kinds.counted(days, kinds.spared(zone, consents), agreed), altogether)

    def limits_met(self, caps: Caps, channel: Channel, day: date, place: ContactPlace) -> list[tuple[Met, Origin]]:
        """The limits that forbid it on that local date, each with its source: the law's before the agency's."""
        if self.by_agency is _NOTHING:
            return []
        met = [(one, caps.origin) for one in limits_met(self.by_law, caps, channel, day, place)]
        if caps.own is not None:
            told = {one.code for one, _ in met}
            mine = limits_met(self.by_agency, caps.own, channel, day, place)
            met += [(one, caps.own.origin) for one in mine if one.code not in told]
        return met

    def spell(self, period: Period[Caps], channel: Channel, place: ContactPlace) -> Spell | None:
        """The days on which the limits of a row forbid it, once nothing more is counted.

        None while a consent may end: the limits that it lifts come back then.
        """
        since, caps, free = period.starts.toordinal(), period.value, 0
        ends = (period.ends or date.max).toordinal()
        if self.by_agency is _NOTHING:
            return Spell(since, free, ends)
        if self.by_law.agreed:
            return None
        for found, row in ((self.by_law, caps), (self.by_agency, caps.own)):
            for limit in limits_on(found, row, channel, place) if row else ():
                since = max(since, limit.days[-1])
                free = max(free, limit.free)
        return Spell(since, free, ends)


@dataclass(slots=True)
class Kinds:
    """Earlier contacts, and which of them (by their number) each limit counts, whatever the zone."""

    history: Sequence[PastContact]
    caps: Caps
    calls: list[int]
    elsewhere: list[int]
    conversations: list[int]
    contacts: list[int]
    attempts: list[int]

    @classmethod
    def of(cls, history: Sequence[PastContact], caps: Caps) -> "Kinds":
        """Conversations count whoever called; everything else counts when it came from us. Contacts are conversations
        and written messages delivered; a call or message of unknown outcome counts as one, or else what becomes known
        later would exceed a limit. Attempts are all that did not fail, letters among them; a call that the pack does
        not count is neither a call nor an attempt.
        """
        kinds = cls(history, caps, [], [], [], [], [])
        call_channels, uncounted = caps.call_channels, caps.uncounted_calls
        for number, past in enumerate(history):
            channel, result, inbound = past.channel, past.result, past.inbound
            voice = channel is _VOICE
            if voice and result in _TALKED:
                kinds.conversations.append(number)
                kinds.contacts.append(number)
            elif not inbound and result in _REACHED and channel in _WRITTEN:
                kinds.contacts.append(number)
            if inbound or result is _FAILED or (voice and result in uncounted):
                continue
            kinds.attempts.append(number)
            if channel in call_channels:
                kinds.calls.append(number)
                if past.place in caps.elsewhere_places:
                    kinds.elsewhere.append(number)
        return kinds

    def spared(self, zone: ZoneInfo, consents: Sequence[PriorConsent]) -> frozenset[int]:
        """The calls that the person had agreed to: neither a call nor an attempt."""
        days = self.caps.consented_days
        if days is None:
            return frozenset()
        return frozenset(
            number
            for number in self.attempts
            if self.history[number].channel is _VOICE
            and any(one.spares(self.history[number].at, zone, days) for one in consents)
        )

    def counted(self, days: list[int], spared: frozenset[int], agreed: list[int]) -> Tally:
        """What each limit counts, by the date of each contact, without those spared."""
        calls, elsewhere, attempts = self.calls, self.elsewhere, self.attempts
        if spared:
            calls, elsewhere, attempts = (
                [number for number in numbers if number not in spared] for numbers in (calls, elsewhere, attempts)
            )
        return Tally(
            sorted([days[number] for number in calls]),
            sorted([days[number] for number in elsewhere]),
            sorted([days[number] for number in self.conversations]),
            sorted([days[number] for number in self.contacts]),
            sorted([days[number] for number in attempts]),
            agreed,
        )


def tally(history: Sequence[PastContact], caps: Caps, zone: ZoneInfo, consents: Sequence[PriorConsent] = ()) -> Tally:
    """Sort the history into what each limit of the law counts, by local date."""
    kinds = Kinds.of(history, caps)
    return Counted.of(kinds, zone, history[0].at.astimezone(zone).date(), consents).by_law if history else _NOTHING


def _days_of(history: Sequence[PastContact], zone: ZoneInfo, today: date) -> list[int]:
    """The local date of each contact, as a number."""
    steady, midnight, ends = _steady(zone, today)
    number = today.toordinal()
    return [
        # As long as no clock changes, days are as long as they seem: much cheaper than to ask the zone.
        number + (past.at - midnight).days if steady <= past.at < ends else past.at.astimezone(zone).toordinal()
        for past in history
    ]


@lru_cache(maxsize=4096)
def _steady(zone: ZoneInfo, today: date) -> tuple[datetime, datetime, datetime]:
    """The instants (UTC) since when and until when the zone has the time of `today`, and the beginning of `today`.

    Looks back as far as any limit does, and to the end of the day.
    """
    midnight = datetime(today.year, today.month, today.day, tzinfo=zone)
    offset, first = midnight.utcoffset(), midnight
    while first > midnight - _LOOKS_BACK and (first - _DAY).utcoffset() == offset:
        first -= _DAY
    ends = midnight + _DAY if (midnight + _DAY).utcoffset() == offset else midnight
    return first.astimezone(UTC), midnight.astimezone(UTC), ends.astimezone(UTC)


def limits_met(
    found: Tally,
    caps: Caps,
    channel: Channel,
    day: date,
    place: ContactPlace = ContactPlace.UNKNOWN,
) -> list[Met]:
    """The limits that forbid `channel`, to an address that reaches the person at `place`, on that local date, in rule
    order.
    """
    today = day.toordinal()
    days = caps.consented_days
    agreed = channel is _VOICE and days is not None and any(0 <= today - first < days for first in found.agreed)
    return [
        Met(limit.code, times, limit.told)
        for limit in limits_on(found, caps, channel, place, agreed)
        if (times := limit.times(today)) >= limit.most
    ]


def limits_on(found: Tally, caps: Caps, channel: Channel, place: ContactPlace, agreed: bool = False) -> list[Limit]:
    """The limits on `channel` that enough was counted for to meet them on some day, in rule order; a letter meets the
    attempt limit only.

    Limits of calls, and the wait after a conversation, do not hold up a call that the person agreed to.
    """
    limits: list[Limit] = []
    if not agreed:
        if found.conversations and caps.cooldown_days is not None and channel in caps.cooldown_channels:
            days = caps.cooldown_days
            limits.append(Limit(ReasonCode.CONVERSATION_COOLDOWN, found.conversations, days, 1, days))
        if found.calls and channel in caps.call_channels:
            _add(limits, ReasonCode.CALL_CAP_7D, found.calls, 7, caps.calls_7d)
            _add(limits, ReasonCode.CALL_CAP_DAY, found.calls, 1, caps.calls_day)
            if found.elsewhere and place in caps.elsewhere_places:
                _add(limits, ReasonCode.ELSEWHERE_CAP_30D, found.elsewhere, 30, caps.elsewhere_30d)
    if found.contacts and channel is not _LETTER:
        _add(limits, ReasonCode.CONTACT_CAP_7D, found.contacts, 7, caps.contacts_7d)
    if found.attempts:
        _add(limits, ReasonCode.ATTEMPT_CAP_7D, found.attempts, 7, caps.attempts_7d)
    return limits


def _add(limits: list[Limit], code: ReasonCode, days: list[int], width: int, most: int | None) -> None:
    if most is not None and len(days) >= most:
        limits.append(Limit(code, days, width, most, most))
