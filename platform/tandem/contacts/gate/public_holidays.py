"""Public holidays of a region, a year at a time, as the `holidays` library computes them."""

from datetime import date
from functools import cache

from holidays import country_holidays

from tandem.contacts.gate.pack import HolidayRule


def is_day_off(rule: HolidayRule, day: date) -> bool:
    """True when nobody may be contacted on `day` because it is a public holiday there."""
    return rule.off and is_holiday(rule, day)


def is_holiday(rule: HolidayRule, day: date) -> bool:
    """True when `day` is a public holiday under `rule`."""
    return day in _holidays_of(rule.country, rule.subdivision, day.year)


@cache
def named_holidays(rule: HolidayRule, year: int, language: str) -> tuple[tuple[date, str], ...]:
    """The public holidays of a year with their names in `language` (fr, en), where the calendar knows them in it."""
    # The calendar knows English by its countries; in what it does not know it answers in the country's own.
    known = {"en": "en_US"}.get(language, language)
    found = country_holidays(rule.country, subdiv=rule.subdivision, years=year, language=known)
    return tuple(sorted(found.items()))


@cache
def _holidays_of(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(country_holidays(country, subdiv=subdivision, years=year))
