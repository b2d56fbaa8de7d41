"""Dates as people and accounting programs write them."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from babel.core import Locale

from tandem.placements.words import LANGUAGES, plain

FIRST_YEAR, LAST_YEAR = 1970, 2099


class DateOrder(StrEnum):
    """The order of the figures in dates such as 03/04/2026. YMD is in doubt only where years have two figures."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


@dataclass(frozen=True, slots=True)
class OrderFound:
    """The order that a column tells; `ask` when some of its dates need it and no row tells, or rows contradict."""

    order: DateOrder | None
    ask: bool
    choices: tuple[DateOrder, ...] = ()
    examples: tuple[str, ...] = ()


_REMEMBERED = 20_000  # a file of many thousand rows has a few thousand different days

_TIME = re.compile(r"[ T]+[0-9]{1,2}[:hH][0-9]{2}.*$")
_ISO = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})")
_FIGURES = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NAMED = re.compile(r"([0-9]{1,2})(?:er|st|nd|rd|th)?[-/. ]*([^\W\d_]{3,})[-/., ]*([0-9]{4})", re.IGNORECASE)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,})[-/. ]*([0-9]{1,2})(?:st|nd|rd|th)?[-/., ]+([0-9]{4})", re.IGNORECASE)


@lru_cache(maxsize=_REMEMBERED)
def read_date(text: str, order: DateOrder | None) -> date | None:
    """The day that a cell names, in `order` where its figures leave a doubt; None when it is no day from 1970 to 2099.

    With an order, figures that only make a day in another order are refused: the column says what it is.
    """
    readings = _readings(text)
    if order is not None and None not in readings:
        return readings.get(order)
    days = set(readings.values())
    return days.pop() if len(days) == 1 else None


def is_date(text: str) -> bool:
    """True when the cell names a day in at least one order."""
    return bool(_readings(text))


def order_of(values: set[str]) -> OrderFound:
    """What the dates of one column tell about their order: 31/01/2026 tells, 03/04/2026 and 03/03/2026 do not."""
    tellers: Counter[DateOrder] = Counter()
    unclear: list[str] = []
    possible = set(DateOrder)
    for text in values:
        readings = _readings(text)
        orders = {order for order in readings if order is not None}
        if len(orders) == 1:
            tellers.update(orders)
        elif len(set(readings.values())) > 1:
            unclear.append(text)
            possible &= orders
    if len(tellers) == 1:
        return OrderFound(next(iter(tellers)), ask=False)
    if len(tellers) > 1:
        ranked = tuple(order for order, _count in tellers.most_common())
        return OrderFound(None, ask=True, choices=ranked, examples=tuple(sorted(unclear)[:3]))
    if len(possible) == 1:
        return OrderFound(possible.pop(), ask=False)
    choices = tuple(order for order in DateOrder if order in possible) or tuple(DateOrder)
    return OrderFound(None, ask=bool(unclear), choices=choices, examples=tuple(sorted(unclear)[:3]))


@lru_cache(maxsize=_REMEMBERED)
def _readings(text: str) -> dict[DateOrder | None, date]:
    """Each order in which the cell names a day; the key None when its form leaves no doubt."""
    text = _TIME.sub("", text)
    if iso := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in iso.groups() if part)
        return _only(None, _day(year, month, day))
    if figures := _FIGURES.fullmatch(text):
        first, second, third = int(figures[1]), int(figures[3]), int(figures[4])
        found = _only(DateOrder.DMY, _day(_year(figures[4]), second, first))
        found |= _only(DateOrder.MDY, _day(_year(figures[4]), first, second))
        if len(figures[4]) == 2:
            found |= _only(DateOrder.YMD, _day(_year(figures[1]), second, third))
        return found
    if named := _NAMED.fullmatch(text):
        return _only(None, _day(int(named[3]), _months().get(plain(named[2]), 0), int(named[1])))
    if named := _NAMED_FIRST.fullmatch(text):
        return _only(None, _day(int(named[3]), _months().get(plain(named[1]), 0), int(named[2])))
    return {}


def _only(order: DateOrder | None, day: date | None) -> dict[DateOrder | None, date]:
    return {order: day} if day else {}


def _year(figures: str) -> int:
    """A year of two figures lies between 1970 and 2069."""
    year = int(figures)
    return year if len(figures) == 4 else year + (1900 if year >= 70 else 2000)


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """Months by name, whole and shortened, in the languages that we read."""
    names = (
        (plain(name), number)
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in Locale(language).months["format"][width].items()
    )
    return dict(names) | {"fev": 2, "avr": 4, "juil": 7, "sept": 9, "jui": 7}
