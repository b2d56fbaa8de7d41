"""Money: integer minor units and a currency; Decimal at the edges, never floats."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from babel.numbers import format_currency, get_currency_precision, list_currencies

_CURRENCIES = frozenset(list_currencies())


def exponent(currency: str) -> int:
    """Number of decimals of an ISO 4217 currency (EUR 2, JPY 0). Raises ValueError for an unknown code."""
    if currency not in _CURRENCIES:
        raise ValueError(f"unknown currency {currency!r}: use an ISO 4217 code such as EUR")
    return get_currency_precision(currency)


@cache
def _odd_currencies() -> Mapping[int, list[str]]:
    """The currencies that have other than two decimals, by how many they have."""
    found: dict[int, list[str]] = {}
    for currency in sorted(_CURRENCIES):
        if (places := get_currency_precision(currency)) != 2:
            found.setdefault(places, []).append(currency)
    return found


def amount_sql(minor: str, currency: str) -> str:
    """SQL for `Money.amount`: the wire format of minor units."""
    # A product of numerics has the decimals of both, so the unit decides them. Codes are three letters each: nothing
    # to quote, and as constants they cost nothing to send with each statement.
    units = "".join(
        f" WHEN {currency} = ANY ('{{{','.join(codes)}}}') THEN {_unit(places)}"
        for places, codes in _odd_currencies().items()
    )
    return f"({minor} * CASE WHEN {currency} = 'EUR' THEN 0.01{units} ELSE 0.01 END)::text"


def _unit(places: int) -> str:
    return f"{Decimal(1).scaleb(-places):f}"


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An exact amount: `minor` counts the currency's smallest unit (cents for EUR)."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str | Decimal, currency: str) -> "Money":
        """Read an exact decimal such as "1234.56". Raises ValueError for more decimals than the currency has."""
        try:
            value = Decimal(amount)
        except InvalidOperation:
            raise ValueError(f"{amount!r} is not an amount: write digits and a point, such as 1234.56") from None
        if not value.is_finite():
            raise ValueError(f"{amount!r} is not an amount")
        scaled = value.scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more decimals than {currency} knows ({exponent(currency)})")
        return cls(int(scaled), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in main units, with exactly the currency's decimals."""
        places = exponent(self.currency)
        return Decimal(self.minor).scaleb(-places).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

    @property
    def amount(self) -> str:
        """The wire format: "1234.56"."""
        return f"{self.decimal:f}"

    def formatted(self, locale: str) -> str:
        """For a reader: "1 234,56 €" in French."""
        return format_currency(self.decimal, self.currency, locale=locale)

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"never a sum across currencies: {self.currency} and {other.currency}")
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + Money(-other.minor, other.currency)
