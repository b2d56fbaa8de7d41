"""Where a debtor may be: every region and zone that the addresses on file and the telephone numbers allow."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

from tandem.contacts.gate import Pack

LEGAL_ZONE = ZoneInfo("Europe/Paris")
_UNKNOWN = "Etc/Unknown"
# What the library does not know: French mobile numbers name no place to it (the overseas departments have country codes
# of their own), Irish ones those of British islands.
_OF_COUNTRY_CODE = {33: "Europe/Paris", 353: "Europe/Dublin"}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`regions` is never empty: without a known postal code it is the country as a whole.

    `zones` empty: unknown, and nothing that has an hour may leave.
    """

    regions: tuple[str, ...]
    zones: tuple[ZoneInfo, ...]


def whereabouts(pack: Pack | None, country: str, addresses: Iterable[str], numbers: Iterable[str]) -> Whereabouts:
    """The regions of the postal addresses, and the zones of the addresses and of all numbers.

    The pack is that of the country the debtor is in, None when there is none: addresses tell what it knows of them.
    """
    regions: dict[str, None] = {}
    zones: dict[str, ZoneInfo] = {}
    for address in addresses:
        if pack is not None and (place := pack.place_in(address)):
            regions[place.region] = None
            zones |= {zone.key: zone for zone in place.zones}
    for number in numbers:
        zones |= {name: ZoneInfo(name) for name in _zones_of(number)}
    return Whereabouts(tuple(regions) or (country,), tuple(zones.values()))


def legal_day(instant: datetime) -> date:
    """The calendar day on which something happened for the law: France's, as `clock.today()` counts."""
    return instant.astimezone(LEGAL_ZONE).date()


def postal_town(address: str) -> str | None:
    """The town in an address such as "12 rue des Carmes, 44000 Nantes": what follows its last postal code."""
    found = re.search(r".*\b\d{2} ?\d{3}\s+([^\n]+)", address, re.DOTALL)
    return found.group(1).strip() if found else None


@lru_cache(maxsize=4096)
def _zones_of(number: str) -> tuple[str, ...]:
    """Asked several times a contact, by plan, gate and window; the numbering plan changes with a release alone."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    if name := _OF_COUNTRY_CODE.get(parsed.country_code or 0):
        return (name,)
    return tuple(name for name in timezone.time_zones_for_number(parsed) if name != _UNKNOWN)
