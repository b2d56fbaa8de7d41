"""The statement of account: parts, payments and balances, apart by currency."""

from datetime import UTC, date, datetime
from uuid import UUID

from tandem.casefiles.models import Claim
from tandem.evidence.statement import accounts_of
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.ledger.models import Allocation, Payment

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def claim(number: str, currency: str, due: int, *parts: int) -> Claim:
    principal, interest, indemnities, accessories = parts
    return Claim(
        document_number=number,
        currency=currency,
        due_on=date(2026, due, 1),
        principal=principal,
        interest=interest,
        indemnities=indemnities,
        accessories=accessories,
    )


def payment(currency: str, amount: int, day: int, *, reversed_at: datetime | None = None) -> Payment:
    return Payment(
        currency=currency, amount=amount, received_on=date(2026, 11, day), recorded_at=NOW, reversed_at=reversed_at
    )


def share(paid: Payment, to: Claim, amount: int) -> Allocation:
    payment_id: UUID = paid.id
    return Allocation(id=new_id(), payment_id=payment_id, claim_id=to.id, amount=amount)


def test_a_balance_is_all_parts_less_what_was_paid() -> None:
    first, second = claim("F-1", "EUR", 3, 100_00, 5_00, 40_00, 1_00), claim("F-2", "EUR", 2, 50_00, 0, 0, 0)
    paid = payment("EUR", 70_00, 3)

    (account,) = accounts_of([first, second], [paid], [share(paid, second, 50_00), share(paid, first, 20_00)])

    assert [line.claim.document_number for line in account.claims] == ["F-2", "F-1"]
    assert [line.balance for line in account.claims] == [Money(0, "EUR"), Money(126_00, "EUR")]
    assert [account.total(name).minor for name in ("principal", "interest", "indemnities", "accessories")] == [
        150_00,
        5_00,
        40_00,
        1_00,
    ]
    assert (account.total("placed"), account.total("paid")) == (Money(196_00, "EUR"), Money(70_00, "EUR"))
    assert account.payments[0].shares == (("F-1", Money(20_00, "EUR")), ("F-2", Money(50_00, "EUR")))


def test_there_is_never_a_sum_across_currencies() -> None:
    euros, francs = claim("F-1", "EUR", 3, 100_00, 0, 0, 0), claim("F-2", "CHF", 3, 90_00, 0, 0, 0)
    paid = payment("CHF", 10_00, 3)

    accounts = accounts_of([euros, francs], [paid], [share(paid, francs, 10_00)])

    assert [(account.currency, account.total("balance").minor) for account in accounts] == [
        ("CHF", 80_00),
        ("EUR", 100_00),
    ]
    assert [len(account.payments) for account in accounts] == [1, 0]


def test_a_reversed_payment_stays_in_the_list_and_counts_no_more() -> None:
    owed, paid = claim("F-1", "EUR", 3, 100_00, 0, 0, 0), payment("EUR", 30_00, 3, reversed_at=NOW)

    (account,) = accounts_of([owed], [paid], [share(paid, owed, 30_00)])

    assert (account.total("paid"), account.total("balance")) == (Money(0, "EUR"), Money(100_00, "EUR"))
    assert [line.amount for line in account.payments] == [Money(30_00, "EUR")]
