"""How often a person was reached already, on the dates of one zone, and which limits that meets.

A consent to more calls widens what the law allows, never what the agency allows itself: there every call counts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate.facts import PastContact
from tandem.contacts.gate.pack import Caps, Origin
from tandem.contacts.gate.prior_consent import PriorConsent
from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.vocabulary import Channel, ContactResult

_WRITTEN = frozenset({Channel.SMS, Channel.EMAIL})
# An unknown outcome counts as a contact: the person may have been reached.
_REACHED = frozenset({ContactResult.DELIVERED, ContactResult.UNKNOWN})
_TALKED = frozenset({ContactResult.TALKED, ContactResult.UNKNOWN})


class Met(NamedTuple):
    """A limit that is met on a day: the code, how many there were, how many may be."""

    code: ReasonCode
    times: int
    limit: int


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


class Counted(NamedTuple):
    """What the limits of the law count in one zone, and what the agency's own do."""

    by_law: Tally
    by_agency: Tally

    @classmethod
    def of(
        cls, history: Sequence[PastContact], caps: Caps, zone: ZoneInfo, consents: Sequence[PriorConsent]
    ) -> "Counted":
        """Count the history by what counts under `caps`."""
        altogether = tally(history, caps, zone)
        return cls(tally(history, caps, zone, consents) if consents else altogether, altogether)

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


def tally(history: Sequence[PastContact], caps: Caps, zone: ZoneInfo, consents: Sequence[PriorConsent] = ()) -> Tally:
    """Sort the history into what each limit counts, by local date.

    Conversations count whoever called; everything else counts when it came from us. Contacts are conversations and
    written messages delivered; a call or message of unknown outcome counts as one, or else what becomes known later
    would exceed a limit. Attempts are all that did not fail, letters among them; a call that the pack does
    not count, or that the person had agreed to, is neither a call nor an attempt.
    """
    if not history:
        return _NOTHING
    calls: list[int] = []
    elsewhere: list[int] = []
    conversations: list[int] = []
    contacts: list[int] = []
    attempts: list[int] = []
    call_channels, uncounted, consented = caps.call_channels, caps.uncounted_calls, caps.consented_days
    for past in history:
        day = past.at.astimezone(zone).toordinal()
        channel, result, inbound = past.channel, past.result, past.inbound
        voice = channel is Channel.VOICE
        talked = voice and result in _TALKED
        if talked:
            conversations.append(day)
            contacts.append(day)
        elif not inbound and result in _REACHED and channel in _WRITTEN:
            contacts.append(day)
        if inbound or result is ContactResult.FAILED or (voice and result in uncounted):
            continue
        if voice and consented is not None and any(one.spares(past.at, zone, consented) for one in consents):
            continue
        attempts.append(day)
        if channel in call_channels:
            calls.append(day)
            if past.place in caps.elsewhere_places:
                elsewhere.append(day)
    agreed = [one.first_day(zone) for one in consents if one.until is None]
    for days in (calls, elsewhere, conversations, contacts, attempts):
        days.sort()
    return Tally(calls, elsewhere, conversations, contacts, attempts, agreed)


def limits_met(
    found: Tally,
    caps: Caps,
    channel: Channel,
    day: date,
    place: ContactPlace = ContactPlace.UNKNOWN,
) -> list[Met]:
    """The limits that forbid `channel`, to an address that reaches the person at `place`, on that local date, in rule
    order; a letter meets the attempt limit only.

    Limits of calls, and the wait after a conversation, do not hold up a call that the person agreed to.
    """
    today = day.toordinal()
    met: list[Met] = []
    days = caps.consented_days
    agreed = channel is Channel.VOICE and days is not None and any(0 <= today - first < days for first in found.agreed)
    if not agreed and found.conversations and caps.cooldown_days is not None and channel in caps.cooldown_channels:
        talks = _between(found.conversations, today - caps.cooldown_days + 1, today)
        if talks:
            met.append(Met(ReasonCode.CONVERSATION_COOLDOWN, talks, caps.cooldown_days))
    if not agreed and found.calls and channel in caps.call_channels:
        _meet(met, ReasonCode.CALL_CAP_7D, found.calls, today - 6, today, caps.calls_7d)
        _meet(met, ReasonCode.CALL_CAP_DAY, found.calls, today, today, caps.calls_day)
    if not agreed and found.elsewhere and channel in caps.call_channels and place in caps.elsewhere_places:
        _meet(met, ReasonCode.ELSEWHERE_CAP_30D, found.elsewhere, today - 29, today, caps.elsewhere_30d)
    if found.contacts and channel is not Channel.LETTER:
        _meet(met, ReasonCode.CONTACT_CAP_7D, found.contacts, today - 6, today, caps.contacts_7d)
    if found.attempts:
        _meet(met, ReasonCode.ATTEMPT_CAP_7D, found.attempts, today - 6, today, caps.attempts_7d)
    return met


def _meet(met: list[Met], code: ReasonCode, days: list[int], first: int, last: int, limit: int | None) -> None:
    if limit is not None and len(days) >= limit and (count := _between(days, first, last)) >= limit:
        met.append(Met(code, count, limit))


def _between(days: list[int], first: int, last: int) -> int:
    return bisect_right(days, last) - bisect_left(days, first)
