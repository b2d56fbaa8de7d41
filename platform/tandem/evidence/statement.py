"""The statement of account: what was placed, what was paid and how it was allocated, and the balance at a day.

Apart by currency: there is never a sum across two (`Money`). Balance of a claim = principal + interest + indemnities +
accessories − paid, as `ledger.balances` writes it; computed here again from claims and allocations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from tandem.casefiles.models import Claim
from tandem.kit.money import Money
from tandem.ledger.models import Allocation, Payment

PARTS = ("principal", "interest", "indemnities", "accessories")


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with what was allocated to it."""

    claim: Claim
    placed: Money
    paid: Money

    @property
    def balance(self) -> Money:
        """What is still owed of it."""
        return self.placed - self.paid

    def part(self, name: str) -> Money:
        """Principal, interest, indemnities or accessories as placed."""
        return Money(getattr(self.claim, name), self.claim.currency)


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment and the parts of it that went to each claim, by document number."""

    payment: Payment
    amount: Money
    shares: tuple[tuple[str, Money], ...]


@dataclass(frozen=True, slots=True)
class Account:
    """All of one currency; claims by due day, payments by the day they were received."""

    currency: str
    claims: tuple[ClaimLine, ...]
    payments: tuple[PaymentLine, ...]

    def total(self, part: str) -> Money:
        """The sum of a part over all claims, or of `placed`, `paid`, `balance`."""
        amounts = (line.part(part) if part in PARTS else getattr(line, part) for line in self.claims)
        return sum(amounts, Money(0, self.currency))


def accounts_of(
    claims: Sequence[Claim], payments: Sequence[Payment], allocations: Sequence[Allocation]
) -> list[Account]:
    """One account a currency, in the order of their codes."""
    by_id = {claim.id: claim for claim in claims}
    # A payment that was reversed stays in the list and counts no more.
    counting = {payment.id for payment in payments if payment.reversed_at is None}
    paid: dict[UUID, int] = dict.fromkeys(by_id, 0)
    shares: dict[UUID, list[tuple[str, Money]]] = {payment.id: [] for payment in payments}
    for part in allocations:
        claim = by_id[part.claim_id]
        if part.payment_id in counting:
            paid[part.claim_id] += part.amount
        shares[part.payment_id].append((claim.document_number, Money(part.amount, claim.currency)))
    ordered = sorted(claims, key=lambda claim: (claim.currency, claim.due_on, claim.document_number))
    return [
        Account(
            currency,
            tuple(ClaimLine(claim, _placed(claim), Money(paid[claim.id], currency)) for claim in group),
            tuple(
                PaymentLine(payment, Money(payment.amount, currency), tuple(sorted(shares[payment.id])))
                for payment in sorted(payments, key=lambda payment: (payment.received_on, payment.recorded_at))
                if payment.currency == currency
            ),
        )
        for currency, group in groupby(ordered, key=lambda claim: claim.currency)
    ]


def _placed(claim: Claim) -> Money:
    return Money(sum(getattr(claim, part) for part in PARTS), claim.currency)
