"""Obstacles to recording money and to correcting claims."""

from tandem.kit import texts
from tandem.kit.errors import ErrorKind, TandemError
from tandem.kit.money import Money


class PaymentExceedsOutstanding(TandemError):
    """More than is owed: the surplus would be owed back to the debtor (C. civ. 1302), which has no account yet."""

    code = "payment_exceeds_outstanding"
    kind = ErrorKind.CONFLICT

    def __init__(self, outstanding: Money) -> None:
        super().__init__(field="amount", outstanding=outstanding)
        self.outstanding = outstanding

    def message(self, locale: str) -> str:
        return texts.render(f"error.{self.code}", locale, outstanding=self.outstanding.formatted(locale))


class PaymentNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "payment_not_found"
    kind = ErrorKind.NOT_FOUND


class ClaimNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "claim_not_found"
    kind = ErrorKind.NOT_FOUND


class PaymentAlreadyReversed(TandemError):
    """A payment is reversed once."""

    code = "payment_already_reversed"
    kind = ErrorKind.CONFLICT
