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
from tandem.kit.countries import country_named

LEGAL_ZONE = ZoneInfo("Europe/Paris")
_UNKNOWN = "Etc/Unknown"
# What the library does not know: French mobile numbers name no place to it (the overseas departments have country codes
# of their own), Irish ones those of British islands.
_OF_COUNTRY_CODE = {33: "Europe/Paris", 353: "Europe/Dublin"}
# Country codes of their own, one country and its law.
PARTS_OF = {
    "FR": frozenset({"GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"}),
    "GB": frozenset({"GG", "JE", "IM"}),
}
_WHOLE = {part: country for country, parts in PARTS_OF.items() for part in parts}
# Before the code in America, Britain and Ireland ("New York, NY 10001", "London SW1A 1AA", "Dublin 2, D02 X285"), after
# it on the continent ("44000 Nantes", "1000 Bruxelles", "1012 AB Amsterdam"). The last code of an address counts.
_TOWNS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r".*[,\n]\s*(?P<town>[^,\n\d]+?),?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?\b",
        r".*[,\n]\s*(?P<town>[^,\n]+?),?\s+[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
        r".*[,\n]\s*(?P<town>[^,\n]+?),?\s+[AC-FHKNPRTV-Y]\d[\dW] ?[AC-FHKNPRTV-Y\d]{4}\b",
        r".*\b(?:\d{2} ?\d{3}|\d{4}(?: [A-Z]{2})?)\s+(?P<town>[^\n\d][^\n]*)",
    )
)


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
    """The town of an address: beside its postal code, where the country of the code writes it; None without a code."""
    for pattern in _TOWNS:
        if found := pattern.search(address):
            return found.group("town").strip(" ,\n")
    return None


def country_in(address: str) -> str | None:
    """The country that an address names in its last line, in French or English; None when it names none."""
    lines = address.splitlines()
    code = country_named(lines[-1]) if lines else None
    return _WHOLE.get(code, code) if code else None


def country_of_number(number: str) -> str | None:
    """The country of a number's code, its overseas parts included; None for what is no number of a country's."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    code = str(phonenumbers.region_code_for_country_code(parsed.country_code or 0))
    return _WHOLE.get(code, code) if code.isalpha() and code != "ZZ" else None


@lru_cache(maxsize=4096)
def is_mobile(number: str) -> bool:
    """Whether the number can be nothing but a mobile: where numbers do not tell (North America), it is not known."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE


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
