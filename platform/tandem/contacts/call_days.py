"""The days on which somebody may be called where they are, so that only those are offered to be called on."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tandem.contacts.asking import sites_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Channel, Profile, RuleMissing
from tandem.contacts.gate.public_holidays import is_day_off
from tandem.kit import clock


def call_days(facts: CaseFacts, party_id: UUID, days: int) -> Sequence[date]:
    """Those of today and the next `days` days on which the rules, and what the agency allows itself within them, leave
    some hour for calls at every place where the person may be. None of them where no rules are known.
    """
    today = clock.today()
    owed = [claim for claim in facts.claims if claim.outstanding.minor > 0] or list(facts.claims)
    found = []
    for day in (today + timedelta(days=ahead) for ahead in range(days + 1)):
        noon = datetime.combine(day, time(12), clock.now().tzinfo)
        try:
            sites = sites_of(facts, owed, party_id, noon)
            if sites and all(_has_hours(site.profile, site.region, day) for site in sites):
                found.append(day)
        except RuleMissing:
            continue
    return found


def _has_hours(profile: Profile, region: str, day: date) -> bool:
    if is_day_off(profile.holiday_rule(region, day), day) or profile.closing_on(day):
        return False
    return bool(profile.hours[Channel.VOICE].on(day).days[day.weekday()])
