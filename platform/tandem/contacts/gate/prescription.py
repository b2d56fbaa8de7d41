"""Limitation dates: the last day of a claim, and whether it has run out (C. civ. 2228 to 2231, 2240 to 2244)."""

from calendar import monthrange
from datetime import date

from tandem.contacts.gate.facts import ClaimFacts
from tandem.contacts.gate.pack import Limitation, Profile


def last_day_of(claim: ClaimFacts, profile: Profile) -> date:
    """The last calendar day on which the claim is not time-barred.

    An act that interrupts the period starts a full new one, if it came before the last day had passed: paying a barred
    debt is valid but does not revive it. A letter, even registered, interrupts nothing (Cass. com. 2022-05-18,
    20-23.204) unless the pack says so of this claim. Raises RuleMissing when the pack has no row for the due date.
    """
    limitation = profile.limitation_of(claim.segment, claim.nature, claim.due_on)
    last_day = _end_of_period(claim.due_on, limitation)
    if not claim.interruptions:
        return last_day
    for interruption in sorted(claim.interruptions, key=lambda act: act.on):
        if interruption.kind in limitation.interrupted_by and claim.due_on <= interruption.on <= last_day:
            last_day = _end_of_period(interruption.on, limitation)
    return last_day


def _end_of_period(start: date, limitation: Limitation) -> date:
    if limitation.from_next_january:
        return date(start.year + limitation.years, 12, 31)
    return years_later(start, limitation.years)


def years_later(day: date, years: int) -> date:
    """The same calendar day `years` later; from 29 February the month's last day where it has no 29th (CPC 641)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
