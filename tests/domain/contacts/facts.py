"""Builders for the gate's tests: one good claim, one good moment, and whatever differs from them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate import (
    Channel,
    ClaimFacts,
    ContactResult,
    Flags,
    Hold,
    HoldKind,
    PastContact,
    Profile,
    Purpose,
    Reminder,
    Segment,
    Verdict,
    gate,
    shipped_pack,
)
from tandem.kit.money import Money

PARIS = ZoneInfo("Europe/Paris")
NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
PACK = shipped_pack("fr")
B2C = PACK.profile("FR_B2C")
B2B = PACK.profile("FR_B2B")
US = shipped_pack("us").profile("US")
US_MA = shipped_pack("us").profile("US_MA")
US_DC = shipped_pack("us").profile("US_DC")
US_WA = shipped_pack("us").profile("US_WA")
US_NYC = shipped_pack("us").profile("US_NYC")
GB = shipped_pack("gb").profile("GB")
IE = shipped_pack("ie").profile("IE")
BE = shipped_pack("be").profile("BE_B2C")
F_101 = UUID(int=101)
F_102 = UUID(int=102)
POSTED = date(2026, 1, 5)
# So long ago that no wait after it lasts.
REMINDED = date(2024, 1, 8)


def paris(text: str) -> datetime:
    """`2026-11-24 10:30` in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


GOOD_MOMENT = paris("2026-11-24 10:30")


def local(text: str, zone: ZoneInfo) -> datetime:
    """`2026-11-24 10:30` on the clocks there."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def claim(segment: Segment = Segment.CONSUMER, **changes: Any) -> ClaimFacts:
    """A claim of 700.00 EUR that nothing stops."""
    good = ClaimFacts(
        id=F_101,
        outstanding=Money(700_00, "EUR"),
        segment=segment,
        due_on=date(2025, 12, 31),
        mandated=True,
        opening_letter_posted_on=POSTED,
        reminder=Reminder(REMINDED, posted=True),
    )
    return replace(good, **changes)


def hold(kind: HoldKind, **changes: Any) -> Hold:
    """A hold since 20 November; a promise or a plan until 15 December."""
    until = paris("2026-12-15 00:00") if kind in (HoldKind.PROMISE, HoldKind.PLAN) else None
    return replace(Hold(kind, paris("2026-11-20 09:00"), "Claire Morel", until), **changes)


def past(
    text: str,
    channel: Channel = Channel.VOICE,
    result: ContactResult = ContactResult.UNANSWERED,
    inbound: bool = False,
    zone: ZoneInfo = PARIS,
    claims: Iterable[UUID] = (),
    place: ContactPlace = ContactPlace.UNKNOWN,
) -> PastContact:
    """An earlier contact, in Paris time unless said."""
    return PastContact(local(text, zone), channel, result, inbound, frozenset(claims), place)


def ask(
    channel: Channel,
    now: datetime = GOOD_MOMENT,
    *,
    claims: Sequence[ClaimFacts] | None = None,
    profile: Profile = B2C,
    zones: Sequence[ZoneInfo] = (PARIS,),
    region: str = "FR",
    purpose: Purpose = Purpose.DEMAND,
    history: Sequence[PastContact] = (),
    flags: Flags | None = None,
) -> Verdict:
    """Ask the gate, with everything not named in order."""
    segment = Segment.CONSUMER if Segment.CONSUMER in profile.segments else Segment.PROFESSIONAL
    named = [claim(segment)] if claims is None else claims
    return gate(named, profile, zones, region, channel, purpose, now, history, flags or Flags())
