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
_WRITTEN = frozenset({Channel.SMS, Channel.EMAIL})
# An unknown outcome counts as a contact: the person may have been reached.
_REACHED = frozenset({ContactResult.DELIVERED, ContactResult.UNKNOWN})
_TALKED = frozenset({ContactResult.TALKED, ContactResult.UNKNOWN})
# What an earlier contact is to the limits, each a bit: `CALL`, `_ELSEWHERE` and `_ATTEMPT` until a consent spares it,
# `_ANY_CALL` all the same.
CALL, _ELSEWHERE, _ATTEMPT, _ANY_CALL, _CONVERSATION, _CONTACT = (1 << bit for bit in range(6))
_SPARED = ~(CALL | _ELSEWHERE | _ATTEMPT)


class Met(NamedTuple):
    """A limit that is met on a day: which one, and how many there were."""

    limit: "Limit"
    times: int


class Limit(NamedTuple):
    """A limit on what is counted: on a day and the `width - 1` before it there are fewer than `most`.

    `counts`: the bit of what it counts. `told`: the number that the reader is told. `lifted_days`: for how many days a
    consent to more calls lifts it; None: none does.
    """

    code: ReasonCode
    counts: int
    width: int
    most: int
    told: int
    origin: Origin
    lifted_days: int | None


class Kinds(dict[tuple[Channel, ContactResult, bool, ContactPlace], int]):
    """What an earlier contact is to the limits of a row: by channel, result, who began it (True: the person) and
    place. Each is worked out when it is first asked for.

    Conversations count whoever called; everything else counts when it came from us. Contacts are conversations and
    written messages delivered; a call or message of unknown outcome counts as one, or else what becomes known later
    would exceed a limit. Attempts are all that did not fail, letters among them; a call that the pack does not count is
    neither a call nor an attempt.
    """

    def __init__(self, caps: Caps) -> None:
        super().__init__()
        self._caps = caps

    def __missing__(self, key: tuple[Channel, ContactResult, bool, ContactPlace]) -> int:
        channel, result, inbound, place = key
        caps, voice, kind = self._caps, channel is Channel.VOICE, 0
        if voice and result in _TALKED:
            kind = _CONVERSATION | _CONTACT
        elif not inbound and result in _REACHED and channel in _WRITTEN:
            kind = _CONTACT
        counted = not inbound and result is not ContactResult.FAILED and not (voice and result in caps.uncounted_calls)
        if counted:
            kind |= _ATTEMPT
        if counted and channel in caps.call_channels:
            kind |= CALL | _ANY_CALL | (_ELSEWHERE if place in caps.elsewhere_places else 0)
        self[key] = kind
        return kind


class Row(NamedTuple):
    """A row of limits as it is for one channel, to an address that reaches the person at a place."""

    caps: Caps
    limits: tuple[Limit, ...]
    # Fewer contacts meet none of them.
    fewest: int
    kinds: Kinds
    unmet: "Spell"


class Running(NamedTuple):
    """A limit that enough was counted for to meet it on some day, and the sorted days (date.toordinal) of what was."""

    limit: Limit
    days: list[int]

    def times(self, today: int) -> int:
        """How many there were, up to that day."""
        return bisect_right(self.days, today) - bisect_left(self.days, today - self.limit.width + 1)

    @property
    def free(self) -> int:
        """The first day that it leaves free, from that of the last contact on."""
        return self.days[-self.limit.most] + self.limit.width if self.limit.most else _NEVER


class Spell(NamedTuple):
    """Days (date.toordinal) from `since` to before `ends`, of which the limits forbid those before `free`."""

    since: int
    free: int
    ends: int


@dataclass(slots=True)
class Tally:
    """Earlier contacts in one zone: the day of each (date.toordinal), what it is to the limits, and the first days of
    the consents to more calls that were not taken back.
    """

    days: list[int]
    kinds: list[int]
    agreed: list[int]

    @classmethod
    def of(
        cls,
        history: Sequence[PastContact],
        row: Row,
        zone: ZoneInfo,
        today: date,
        consents: Sequence[PriorConsent],
    ) -> "Tally":
        """Count earlier contacts as a row of limits has it, by the dates of a zone in which it is `today`."""
        days, table = _days_of(history, zone, today), row.kinds
        kinds = [table[past.channel, past.result, past.inbound, past.place] for past in history]
        if not consents:
            return cls(days, kinds, [])
        agreed = [one.first_day(zone) for one in consents if one.until is None]
        return cls(days, _without_spared(history, kinds, row.caps.consented_days, zone, consents), agreed)

    def running(self, row: Row) -> list[Running]:
        """The limits that enough was counted for, in rule order, those of the law before the agency's."""
        found: list[Running] = []
        counted: dict[int, list[int]] = {}
        for limit in row.limits:
            if len(self.days) < limit.most:
                continue
            bit = limit.counts
            days = counted.get(bit)
            if days is None:
                days = counted[bit] = sorted(
                    [day for day, kind in zip(self.days, self.kinds, strict=True) if kind & bit]
                )
            if days and len(days) >= limit.most:
                found.append(Running(limit, days))
        return found

    def met(self, running: Sequence[Running], day: date) -> list[Met]:
        """The limits that forbid it on that local date, each code once."""
        met: list[Met] = []
        today = day.toordinal()
        for one in running:
            limit = one.limit
            if limit.lifted_days is not None and self._agreed(today, limit.lifted_days):
                continue
            times = one.times(today)
            if times >= limit.most and not (met and limit.code in [earlier.limit.code for earlier in met]):
                met.append(Met(limit, times))
        return met

    def spell(self, running: Sequence[Running], unmet: Spell) -> Spell | None:
        """The days on which these limits of a row forbid it, once nothing more is counted.

        None while a consent may end: the limits that it lifts come back then.
        """
        if self.agreed:
            return None
        since, free, ends = unmet
        for one in running:
            if one.days[-1] > since:
                since = one.days[-1]
            if one.free > free:
                free = one.free
        return Spell(since, free, ends)

    def _agreed(self, today: int, days: int) -> bool:
        return any(0 <= today - first < days for first in self.agreed)


def row_of(period: Period[Caps], channel: Channel, place: ContactPlace) -> Row:
    """The limits on `channel`, in rule order, the law's before the agency's; a letter meets the attempt limit only.

    Limits of calls, and the wait after a conversation, do not hold up a call that the person agreed to.
    """
    caps = period.value
    limits = _limits(caps, channel, place, CALL)
    if caps.own is not None:
        limits += _limits(caps.own, channel, place, _ANY_CALL)
    unmet = Spell(period.starts.toordinal(), 0, (period.ends or date.max).toordinal())
    return Row(caps, tuple(limits), min((limit.most for limit in limits), default=_NEVER), kinds_of(caps), unmet)


def _limits(caps: Caps, channel: Channel, place: ContactPlace, call: int) -> list[Limit]:
    lifted = caps.consented_days if channel is Channel.VOICE else None
    found: list[tuple[ReasonCode, int, int, int | None, int | None]] = []
    if channel in caps.cooldown_channels:
        found.append((ReasonCode.CONVERSATION_COOLDOWN, _CONVERSATION, caps.cooldown_days or 0, 1, lifted))
    if channel in caps.call_channels:
        found.append((ReasonCode.CALL_CAP_7D, call, 7, caps.calls_7d, lifted))
        found.append((ReasonCode.CALL_CAP_DAY, call, 1, caps.calls_day, lifted))
        if place in caps.elsewhere_places:
            found.append((ReasonCode.ELSEWHERE_CAP_30D, _ELSEWHERE, 30, caps.elsewhere_30d, lifted))
    if channel is not Channel.LETTER:
        found.append((ReasonCode.CONTACT_CAP_7D, _CONTACT, 7, caps.contacts_7d, None))
    found.append((ReasonCode.ATTEMPT_CAP_7D, _ATTEMPT, 7, caps.attempts_7d, None))
    return [
        # Of a wait the reader is told the days.
        Limit(code, counts, width, most, width if counts == _CONVERSATION else most, caps.origin, lifts)
        for code, counts, width, most, lifts in found
        if most is not None and width
    ]


@lru_cache(maxsize=1024)
def kinds_of(caps: Caps) -> Kinds:
    """What earlier contacts are to the limits of a row."""
    return Kinds(caps)


def _without_spared(
    history: Sequence[PastContact],
    kinds: list[int],
    days: int | None,
    zone: ZoneInfo,
    consents: Sequence[PriorConsent],
) -> list[int]:
    """Without the calls that the person had agreed to: to the law they are neither a call nor an attempt."""
    if days is None:
        return kinds
    return [
        kind & _SPARED
        if past.channel is Channel.VOICE and any(one.spares(past.at, zone, days) for one in consents)
        else kind
        for past, kind in zip(history, kinds, strict=True)
    ]


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
