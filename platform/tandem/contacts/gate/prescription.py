"""Limitation dates: the last day of a claim, and whether it has run out (C. civ. 2228 to 2231, 2240 to 2244)."""

from datetime import date
from functools import lru_cache

from tandem.casefiles.limitation import last_day, stated_last_day
from tandem.contacts.gate.facts import ClaimFacts
from tandem.contacts.gate.pack import Limitation, Profile
from tandem.contacts.gate.vocabulary import ClaimNature, Segment


def last_day_of(claim: ClaimFacts, profile: Profile, region: str) -> date | None:
    """The last calendar day on which the claim is not time-barred.

    Where the pack leaves that to another law it is the day that a person found, None as long as nobody has. An act that
    interrupts the period starts a full new one, if it came before the last day had passed: paying a barred debt is
    valid but does not revive it. A letter, even registered, interrupts nothing (Cass. com. 2022-05-18, 20-23.204)
    unless the pack says so of this claim. Raises RuleMissing when the pack has no row for the due date.
    """
    limitation, unmoved = _limitation(profile, claim.segment, claim.nature, region, claim.due_on)
    if not claim.interruptions:
        return unmoved
    if limitation.years is None:
        stated = stated_last_day(claim.interruptions)
        return stated.day if stated else None
    counting = [act for act in claim.interruptions if act.kind in limitation.moved_by]
    return last_day(claim.due_on, limitation.years, limitation.from_next_january, counting).day


def limitation_of(claim: ClaimFacts, profile: Profile, region: str) -> tuple[Limitation, date | None]:
    """The period of a claim, and its last day as long as nothing moves it. Raises RuleMissing."""
    return _limitation(profile, claim.segment, claim.nature, region, claim.due_on)


@lru_cache(maxsize=16384)
def _limitation(
    profile: Profile, segment: Segment, nature: ClaimNature, region: str, due_on: date
) -> tuple[Limitation, date | None]:
    found = profile.limitation_of(segment, nature, region, due_on)
    return found, last_day(due_on, found.years, found.from_next_january, ()).day if found.years else None
