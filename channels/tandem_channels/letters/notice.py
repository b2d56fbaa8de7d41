"""The validation notice that 12 CFR 1006.34 requires for an American consumer's debts, as data."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ItemizedDebt:
    """A debt as of the itemization date, here that of the creditor's invoice, and what came since (c)(2)(vi) to (ix).

    `amount` + `interest` + `fees` - `paid` is what is owed now.
    """

    account: str
    itemized_on: date | None
    amount: Decimal
    interest: Decimal
    fees: Decimal
    paid: Decimal
    currency: str

    @property
    def total(self) -> Decimal:
        """The debt now."""
        return self.amount + self.interest + self.fees - self.paid


@dataclass(frozen=True, slots=True)
class ValidationNotice:
    """What goes with an opening letter: the debts, and the last day of the validation period (c)(3)."""

    debts: tuple[ItemizedDebt, ...]
    dispute_by: date
