"""Amounts as people and accounting programs write them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tandem.kit.money import exponent
from tandem.placements.words import CURRENCY_SIGNS, currency_of

DECIMAL_SIGNS = (",", ".")

# Room for any invoice, far from the limit of a bigint even when thousands are added up.
MAX_MINOR = 10**15

# Decimal computes with 28 figures by default: what is longer would be rounded, and is no invoice.
_MAX_LENGTH = 28

_SPACES = str.maketrans(dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t'’", " "))
_GROUPING = str.maketrans("", "", "., ")
_DIGITS = "0123456789"
_SHAPE = re.compile(
    r"(?P<open>\()? ?(?P<minus>[-+\N{MINUS SIGN}])? ?(?P<before>[A-Z]{3}|[€$£¥])? ?(?P<inner>[-\N{MINUS SIGN}])? ?"
    r"(?P<number>[0-9.,](?:[0-9., ]*[0-9.,])?) ?"
    r"(?P<after>[A-Z]{3}|[€$£¥])? ?(?P<trailing>-)? ?(?P<close>\))?",
    re.IGNORECASE,
)
_USUAL = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?", re.ASCII)  # most cells; the long way reads them alike
_GROUPED = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+")


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """A number with its sign, and the currencies that the cell itself allows (None when it names none)."""

    value: Decimal
    currencies: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class SignFound:
    """The decimal sign that a column tells; `ask` when some of its amounts need it and no row, or two rows, tell."""

    sign: str | None
    ask: bool
    examples: tuple[str, ...]


def read_amount(text: str, sign: str | None) -> WrittenAmount | None:
    """Read an amount; `sign` is the column's decimal sign, used only where the cell does not tell its own.

    None when it is no amount, or when it needs a decimal sign and none is given.
    """
    if len(text) > _MAX_LENGTH:
        return None
    if _USUAL.fullmatch(text):
        return WrittenAmount(Decimal(text.replace(",", ".")), None)
    shape = _SHAPE.fullmatch(text.translate(_SPACES))
    if shape is None or bool(shape["open"]) != bool(shape["close"]) or (shape["before"] and shape["after"]):
        return None
    if sum(1 for mark in ("open", "minus", "inner", "trailing") if shape[mark]) > 1:
        return None
    number = shape["number"]
    told = _told_by(number)
    value = _value(number, sign if told == _EITHER else told)
    named = _currencies_named(shape["before"] or shape["after"])
    if value is None or named == frozenset():
        return None
    is_negative = shape["open"] or shape["minus"] not in (None, "+") or shape["inner"] or shape["trailing"]
    return WrittenAmount(-value if is_negative else value, named)


def decimal_sign_of(values: set[str]) -> SignFound:
    """What the amounts of one column tell about their decimal sign: `1,234` tells nothing, `1,50` does."""
    numbers = {text: shape["number"] for text in values if (shape := _SHAPE.fullmatch(text.translate(_SPACES)))}
    told = {number: _told_by(number) for number in numbers.values()}
    signs = {sign for sign in told.values() if sign in DECIMAL_SIGNS}
    unclear = sorted(text for text, number in numbers.items() if told[number] == _EITHER)
    if len(signs) == 1:
        return SignFound(signs.pop(), ask=False, examples=())
    return SignFound(None, ask=bool(unclear), examples=tuple(unclear[:3]))


def currency_named_in(text: str) -> str | None:
    """The one currency that an amount cell names (`12 €`, `EUR 12`); None when it names none or, as `$`, several."""
    shape = None if _USUAL.fullmatch(text) else _SHAPE.fullmatch(text.translate(_SPACES))
    named = _currencies_named(shape["before"] or shape["after"]) if shape else None
    return next(iter(named)) if named and len(named) == 1 else None


def minor_units(value: Decimal, currency: str) -> int | None:
    """Integer minor units; None when the value has more decimals than the currency (trailing zeros do not count)."""
    scaled = value.scaleb(_exponent(currency))
    return int(scaled) if scaled == scaled.to_integral_value() else None


_exponent = cache(exponent)
_EITHER = "either"


def _told_by(number: str) -> str | None:
    """The decimal sign of a number taken alone: a sign, None when it has none, `either` for a lone `1,234`."""
    dots, commas = number.count("."), number.count(",")
    if dots and commas:
        return "." if number.rindex(".") > number.rindex(",") else ","
    if not dots and not commas:
        return None
    sign, other = (".", ",") if dots else (",", ".")
    if dots + commas > 1:
        return other
    whole, _, rest = number.partition(sign)
    is_unclear = len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] in "123456789" and " " not in number
    return _EITHER if is_unclear else sign


def _value(number: str, sign: str | None) -> Decimal | None:
    if number.isdigit() and number.isascii():
        return Decimal(number)
    if sign == _EITHER:
        return None
    whole, _, rest = number.partition(sign) if sign else (number, "", "")
    if sign is None and not set(number) <= set(_DIGITS + " "):
        return None
    if rest.strip(_DIGITS) or not (whole or rest):
        return None
    if whole and not _GROUPED.fullmatch(whole):
        return None
    digits = whole.translate(_GROUPING)
    return Decimal(f"{digits}.{rest}" if rest else digits)


def _currencies_named(word: str | None) -> frozenset[str] | None:
    """None when there is no word, the empty set when it is no currency."""
    if not word:
        return None
    if word in CURRENCY_SIGNS:
        return CURRENCY_SIGNS[word]
    code = currency_of(word)
    return frozenset({code}) if code else frozenset()
