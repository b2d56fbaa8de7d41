"""The hours at which somebody may be reached where they are, so that only those are offered to choose from."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.contacts.asking import Site, sites_of, whereabouts_of
from tandem.contacts.facts import CaseFacts, OwedClaim
from tandem.contacts.gate import Channel, RuleMissing
from tandem.contacts.gate.public_holidays import is_day_off
from tandem.contacts.gate.weeks import TIMED_CHANNELS, within
from tandem.contacts.places import LEGAL_ZONE
from tandem.kit import clock


def call_times(facts: CaseFacts, party_id: UUID, days: int) -> Sequence[datetime]:
    """The whole hours from now until `days` days ahead, on the person's own clock, at which the rules, and what the
    agency allows itself within them, let calls leave at every place where the person may be. None without known rules.
    """
    now, zones = clock.now(), whereabouts_of(facts, party_id).zones or (LEGAL_ZONE,)
    today = now.astimezone(zones[0]).date()
    found: list[datetime] = []
    for day in (today + timedelta(days=ahead) for ahead in range(days + 1)):
        sites = _sites_on(facts, party_id, day, zones[0])
        hours = (datetime.combine(day, time(hour), zones[0]) for hour in range(24)) if sites else iter(())
        found += [at for at in hours if at > now and all(_may_call(site, zones, at) for site in sites)]
    return found


def leaves_hours(facts: CaseFacts, party_id: UUID, hours: tuple[int, int]) -> bool:
    """Whether some minute of these (of the day, [from, to)) is open to some channel on some day of the week."""
    day = clock.today()
    sites = _sites_on(facts, party_id, day, LEGAL_ZONE)
    return bool(sites) and any(
        all(within(site.profile.hours[channel].on(day).days[weekday], hours) for site in sites)
        for channel in TIMED_CHANNELS
        for weekday in range(7)
    )


def _sites_on(facts: CaseFacts, party_id: UUID, day: date, zone: ZoneInfo) -> list[Site]:
    owed: Collection[OwedClaim] = [claim for claim in facts.claims if claim.outstanding.minor > 0] or facts.claims
    try:
        return sites_of(facts, owed, party_id, datetime.combine(day, time(12), zone))
    except RuleMissing:
        return []


def _may_call(site: Site, zones: Sequence[ZoneInfo], at: datetime) -> bool:
    return all(
        any(opens <= local.hour * 60 + local.minute < closes for opens, closes in windows)
        for local, windows in _windows(site, zones, at)
    )


def _windows(
    site: Site, zones: Sequence[ZoneInfo], at: datetime
) -> Iterator[tuple[datetime, Sequence[tuple[int, int]]]]:
    for local in (at.astimezone(zone) for zone in zones):
        day, profile = local.date(), site.profile
        off = is_day_off(profile.holiday_rule(site.region, day), day) or profile.closing_on(day)
        yield local, () if off else profile.hours[Channel.VOICE].on(day).days[day.weekday()]
