"""Exact amounts with their currency."""

from decimal import Decimal

import strawberry

from tandem.kit import money
from tandem.kit.errors import InvalidInput
from tandem_graphql.fields import value_type


@value_type()
class Money:
    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: money.Money) -> "Money":
        """From the domain's amount."""
        return cls(amount=amount.decimal, currency=amount.currency)

    @classmethod
    def minor(cls, minor: int, currency: str) -> "Money":
        """From a column of minor units."""
        return cls.of(money.Money(minor, currency))


@strawberry.input
class MoneyInput:
    amount: Decimal
    currency: str

    def parse(self, field: str) -> money.Money:
        """As the domain's amount. Raises InvalidInput naming the part that is wrong."""
        try:
            money.exponent(self.currency)
        except ValueError:
            raise InvalidInput(f"{field}.currency", self.currency, "currency") from None
        try:
            return money.Money.parse(self.amount, self.currency)
        except ValueError:
            raise InvalidInput(f"{field}.amount", self.amount, "amount") from None
