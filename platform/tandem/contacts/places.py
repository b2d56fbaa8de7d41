"""Where a debtor may be: every zone that the address on file and the telephone numbers allow."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

from tandem.contacts.gate import Pack

_POSTAL_CODE = re.compile(r"\b(\d{2} ?\d{3})\b")
_LEGAL_ZONE = ZoneInfo("Europe/Paris")
_UNKNOWN = "Etc/Unknown"
# French mobile numbers name no place to the library, but the overseas departments have country codes of their own.
_METROPOLITAN = {33: "Europe/Paris"}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`zones` empty: unknown, and nothing that has an hour may leave."""

    region: str
    zones: tuple[ZoneInfo, ...]


def whereabouts(pack: Pack, country: str, addresses: Iterable[str], numbers: Iterable[str]) -> Whereabouts:
    """The region of the postal address, whose holidays count, and the zones of the address and of all numbers.

    Postal codes are those of the pack's country: addresses elsewhere tell nothing here.
    """
    region = pack.name
    zones: dict[str, ZoneInfo] = {}
    if country == pack.name:
        for address in addresses:
            for code in _POSTAL_CODE.findall(address)[-1:]:
                if place := pack.place_of(code):
                    region = place.region
                    zones |= {zone.key: zone for zone in place.zones}
    for number in numbers:
        zones |= {name: ZoneInfo(name) for name in _zones_of(number)}
    return Whereabouts(region, tuple(zones.values()))


def legal_day(instant: datetime) -> date:
    """The calendar day on which something happened for the law: France's, as `clock.today()` counts."""
    return instant.astimezone(_LEGAL_ZONE).date()


def postal_town(address: str) -> str | None:
    """The town in an address such as "12 rue des Carmes, 44000 Nantes": what follows its last postal code."""
    found = re.search(r".*\b\d{2} ?\d{3}\s+([^\n]+)", address, re.DOTALL)
    return found.group(1).strip() if found else None


def _zones_of(number: str) -> list[str]:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return []
    known = [name for name in timezone.time_zones_for_number(parsed) if name != _UNKNOWN]
    metropolitan = _METROPOLITAN.get(parsed.country_code or 0)
    return known or ([metropolitan] if metropolitan else [])
