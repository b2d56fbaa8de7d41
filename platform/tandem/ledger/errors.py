"""Obstacles to recording money and to correcting claims."""

from collections.abc import Collection

from tandem.casefiles.models import InterruptionKind
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


class InterruptionNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "interruption_not_found"
    kind = ErrorKind.NOT_FOUND


class InterruptionAlreadyWithdrawn(TandemError):
    """It is withdrawn once."""

    code = "interruption_already_withdrawn"
    kind = ErrorKind.CONFLICT


class MediationNotGoingOn(TandemError):
    """Only a mediation that goes on can end: this one has ended, was withdrawn, or is something else."""

    code = "mediation_not_going_on"
    kind = ErrorKind.CONFLICT


class DoesNotInterrupt(TandemError):
    """The law of the claim does not let this start its period anew; names what does, by hand."""

    code = "does_not_interrupt"
    kind = ErrorKind.INVALID

    def __init__(self, kind: InterruptionKind, counting: Collection[InterruptionKind]) -> None:
        super().__init__(field="kind", interruption=kind, counting=sorted(counting))
        self._kind, self._counting = kind, counting

    def message(self, locale: str) -> str:
        """`counting` is in the order in which a person is asked."""
        counting = [texts.render(f"interruption.{kind}", locale) for kind in InterruptionKind if kind in self._counting]
        return texts.render(
            f"error.{self.code}" if counting else f"error.{self.code}.nothing",
            locale,
            interruption=texts.render(f"interruption.{self._kind}", locale),
            counting=", ".join(counting),
        )


class PaymentAlreadyReversed(TandemError):
    """A payment is reversed once."""

    code = "payment_already_reversed"
    kind = ErrorKind.CONFLICT
