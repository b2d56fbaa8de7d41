"""Recording and declaring payments: what they change, what they refuse, and that refusals leave nothing."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tandem.casefiles.errors import CaseFileNotAccepted, CaseFileNotFound
from tandem.casefiles.holds import place_hold
from tandem.casefiles.limitation import years_later
from tandem.casefiles.models import CaseFile, Claim, CloseCode, HoldKind, Segment, Stage
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput, TandemError
from tandem.kit.money import Money
from tandem.ledger.commands import declare_payment, record_payment
from tandem.ledger.errors import PaymentExceedsOutstanding
from tandem.ledger.models import Payment, PaymentSource
from tandem.ledger.queries import payments_by_case_file
from tandem.ledger.verify import faults
from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem.outbox.idempotency import ConflictingKey
from tandem.timeline.queries import timeline_of
from tests.support.builders import MadeCase, make_case

AWA, MARC, HELENE = actor_of_cast("awa"), actor_of_cast("marc"), actor_of_cast("helene")


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


async def pay(actor: Actor, case_file_id: UUID, minor: int, key: str = "payment-1", **changes: Any) -> Payment:
    given: dict[str, Any] = {"amount": euros(minor), "received_on": clock.today(), "reference": None} | changes
    command = record_payment if actor.organization_kind == "agency" else declare_payment
    return await command(actor, case_file_id, **given, idempotency_key=key)


async def balance(actor: Actor, case_file_id: UUID) -> tuple[int, int, list[int]]:
    """Paid and outstanding of the case file, and what each claim still owes."""
    async with reading(actor):
        case_file = await CaseFile.get(id=case_file_id)
        claims = await Claim.filter(case_file_id=case_file_id).order_by("due_on")
    return case_file.paid, case_file.outstanding, [claim.outstanding for claim in claims]


async def events_of(actor: Actor, made: MadeCase) -> list[str]:
    return [entry.kind for _, entry in (await timeline_of(actor, made.case_file.id, 50, None)).items]


async def test_a_payment_goes_to_the_oldest_due_claim_and_both_sides_see_it(db: None) -> None:
    made = await make_case(amounts=(100_00, 200_00))

    payment = await pay(AWA, made.case_file.id, 150_00, reference="  VIR 4711 ")

    assert (payment.source, payment.reference, payment.recorded_by) == (PaymentSource.AGENCY, "VIR 4711", "Awa Diallo")
    assert await balance(AWA, made.case_file.id) == (150_00, 150_00, [0, 150_00])
    for reader in (AWA, HELENE):
        newest = (await timeline_of(reader, made.case_file.id, 1, None)).items[0][1]
        assert (newest.kind, newest.milestone, newest.actor_name) == ("payment_recorded", True, "Awa Diallo")
        assert newest.data["amount"] == {"minor": 150_00, "currency": "EUR"}
        assert newest.data["outstanding"] == {"minor": 150_00, "currency": "EUR"}
        read = (await payments_by_case_file(reader, [made.case_file.id]))[made.case_file.id]
        assert [(part.claim_id, part.amount) for part in read[0].allocations] == [
            (made.claims[0].id, 100_00),
            (made.claims[1].id, 50_00),
        ]


async def test_a_payment_declared_by_the_creditor_counts_at_once(db: None) -> None:
    made = await make_case(amounts=(100_00,))

    payment = await pay(HELENE, made.case_file.id, 30_00)

    assert (payment.source, payment.recorded_by) == (PaymentSource.CREDITOR, "Hélène Roy")
    assert await balance(HELENE, made.case_file.id) == (30_00, 70_00, [70_00])


async def test_a_case_file_paid_in_full_closes_itself_though_it_is_on_hold(db: None) -> None:
    made = await make_case(amounts=(100_00,))
    async with transaction(HELENE):
        await place_hold(HELENE, made.case_file, HoldKind.DIRECTIVE, "Un geste commercial est en cours")

    await pay(AWA, made.case_file.id, 100_00)

    async with reading(AWA):
        case_file = await CaseFile.get(id=made.case_file.id)
    assert (case_file.stage, case_file.close_code) == (Stage.CLOSED, CloseCode.PAID)
    assert (case_file.oldest_due_on, case_file.last_day) == (None, None)
    assert (await events_of(AWA, made))[:2] == ["stage_changed", "payment_recorded"]
    newest = (await timeline_of(AWA, made.case_file.id, 1, None)).items[0][1]
    assert (newest.actor_kind, newest.actor_name) == ("system", None)


async def test_money_for_a_case_closed_for_another_reason_is_recorded(db: None) -> None:
    made = await make_case(amounts=(100_00,), stage=Stage.CLOSED)

    await pay(AWA, made.case_file.id, 100_00)

    async with reading(AWA):
        case_file = await CaseFile.get(id=made.case_file.id)
    assert (case_file.outstanding, case_file.close_code) == (0, CloseCode.OTHER)


async def test_a_creditor_declares_before_the_agency_has_accepted(db: None) -> None:
    made = await make_case(amounts=(100_00,), stage=Stage.SUBMITTED)

    with pytest.raises(CaseFileNotAccepted):
        await pay(AWA, made.case_file.id, 100_00)
    await pay(HELENE, made.case_file.id, 100_00)

    assert await balance(HELENE, made.case_file.id) == (100_00, 0, [0])


@pytest.mark.parametrize(
    ("case", "changes", "refusal", "field"),
    [
        ("nothing", {"amount": euros(0)}, InvalidInput, "amount"),
        ("less than nothing", {"amount": euros(-5)}, InvalidInput, "amount"),
        ("another currency", {"amount": Money(10_00, "CHF")}, InvalidInput, "amount"),
        # Two days on: still the future when midnight comes between the collection and this test.
        ("in two days", {"received_on": clock.today() + timedelta(days=2)}, InvalidInput, "receivedOn"),
        ("a long reference", {"reference": "x" * 121}, InvalidInput, "reference"),
        ("more than is owed", {"amount": euros(100_01)}, PaymentExceedsOutstanding, "amount"),
        ("a short key", {"idempotency_key": "short"}, InvalidInput, "idempotencyKey"),
    ],
)
async def test_a_refused_payment_leaves_nothing(
    db: None, case: str, changes: dict[str, Any], refusal: type[TandemError], field: str
) -> None:
    made = await make_case(amounts=(100_00,))
    given: dict[str, Any] = {
        "amount": euros(10_00),
        "received_on": clock.today(),
        "reference": None,
        "idempotency_key": "payment-1",
    }

    with pytest.raises(refusal) as refused:
        await record_payment(AWA, made.case_file.id, **(given | changes))

    assert refused.value.field == field, case
    assert refused.value.message("fr") != refused.value.message("en")
    assert await balance(AWA, made.case_file.id) == (0, 100_00, [100_00])
    assert await events_of(AWA, made) == ["case_file_placed"]
    assert (await payments_by_case_file(AWA, [made.case_file.id]))[made.case_file.id] == []


async def test_an_overpayment_is_told_what_is_outstanding(db: None) -> None:
    made = await make_case(amounts=(1_234_56,))

    with pytest.raises(PaymentExceedsOutstanding) as refused:
        await pay(AWA, made.case_file.id, 2_000_00)

    assert "€1,234.56" in refused.value.message("en")
    assert "1\u202f234,56\xa0€" in refused.value.message("fr")


@pytest.mark.parametrize(
    ("person", "command", "refusal"),
    [
        ("tom", record_payment, CaseFileNotFound),
        ("nadia", declare_payment, CaseFileNotFound),
        ("yann", declare_payment, CaseFileNotFound),
        ("helene", record_payment, NotPermitted),
        ("awa", declare_payment, NotPermitted),
    ],
)
async def test_others_are_refused_and_nothing_is_written(
    db: None, person: str, command: Any, refusal: type[TandemError]
) -> None:
    made = await make_case(amounts=(100_00,))

    with pytest.raises(refusal):
        await command(
            actor_of_cast(person),
            made.case_file.id,
            amount=euros(10_00),
            received_on=clock.today(),
            reference=None,
            idempotency_key="payment-1",
        )

    assert await balance(AWA, made.case_file.id) == (0, 100_00, [100_00])
    assert await events_of(AWA, made) == ["case_file_placed"]


async def test_the_same_key_pays_once_and_with_another_amount_is_a_conflict(db: None) -> None:
    made = await make_case(amounts=(100_00,))

    first = await pay(AWA, made.case_file.id, 60_00)
    again = await pay(AWA, made.case_file.id, 60_00)
    with pytest.raises(ConflictingKey):
        await pay(AWA, made.case_file.id, 40_00)

    assert again.id == first.id
    assert await balance(AWA, made.case_file.id) == (60_00, 40_00, [40_00])


async def test_a_part_payment_starts_the_limitation_of_its_claim_anew_and_of_no_other(db: None) -> None:
    due = clock.today() - timedelta(days=300)
    made = await make_case(amounts=(100_00, 100_00), segment=Segment.CONSUMER, due_on=due)
    before = [claim.last_day for claim in await _claims(made)]

    await pay(AWA, made.case_file.id, 10_00)

    after = [claim.last_day for claim in await _claims(made)]
    assert before == [years_later(due, 2), years_later(due + timedelta(days=1), 2)]
    assert after == [years_later(clock.today(), 2), before[1]]
    async with reading(AWA):
        assert (await CaseFile.get(id=made.case_file.id)).last_day == years_later(clock.today(), 2)


async def test_paying_a_barred_claim_does_not_revive_it(db: None) -> None:
    made = await make_case(segment=Segment.CONSUMER, due_on=clock.today() - timedelta(days=900))

    await pay(AWA, made.case_file.id, 10_00)

    assert (await _claims(made))[0].last_day == years_later(clock.today() - timedelta(days=900), 2)


async def test_two_payments_at_once_never_take_more_than_is_owed(committed: DatabaseUrls) -> None:
    made = await make_case(amounts=(100_00, 50_00))

    outcomes = await asyncio.gather(
        pay(AWA, made.case_file.id, 100_00, "from-awa-1"),
        pay(MARC, made.case_file.id, 100_00, "from-marc-1"),
        pay(HELENE, made.case_file.id, 100_00, "from-helene"),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Payment",
        "PaymentExceedsOutstanding",
        "PaymentExceedsOutstanding",
    ]
    assert await balance(AWA, made.case_file.id) == (100_00, 50_00, [0, 50_00])


async def test_one_key_sent_twice_at_once_is_one_payment(committed: DatabaseUrls) -> None:
    made = await make_case(amounts=(100_00,))

    first, second = await asyncio.gather(*(pay(AWA, made.case_file.id, 30_00) for _ in range(2)))

    assert first.id == second.id
    assert await balance(AWA, made.case_file.id) == (30_00, 70_00, [70_00])


async def test_a_declared_payment_asks_the_agency_to_look_at_its_contacts_again(committed: DatabaseUrls) -> None:
    made = await make_case(amounts=(100_00,))

    await pay(HELENE, made.case_file.id, 30_00)

    owner = await asyncpg.connect(committed.owner)
    asked = await owner.fetch("SELECT organization_id, payload->>'case_file_id' AS subject, topic FROM outbox")
    await owner.close()
    assert [tuple(row) for row in asked] == [(cast_id("lenoir"), str(made.case_file.id), "contacts.regate")]


async def test_verify_finds_nothing_until_somebody_writes_a_balance_by_hand(committed: DatabaseUrls) -> None:
    made = await make_case(amounts=(100_00, 200_00))
    payment = await pay(AWA, made.case_file.id, 150_00)
    owner = await asyncpg.connect(committed.owner)

    assert [str(fault) async for fault in faults(owner)] == []

    await owner.execute("UPDATE case_files SET outstanding = outstanding + 1, claim_count = 3")
    await owner.execute("UPDATE claims SET paid = 1, outstanding = 9999 WHERE id = $1", made.claims[0].id)
    await owner.execute("UPDATE payments SET amount = 14999")
    found = [(fault.what, fault.id, fault.column, fault.stored, fault.expected) async for fault in faults(owner)]
    await owner.close()
    assert sorted(found, key=str) == sorted(
        [
            ("case file", made.case_file.id, "outstanding", 150_01, 150_00),
            ("case file", made.case_file.id, "claim_count", 3, 2),
            ("claim", made.claims[0].id, "paid", 1, 100_00),
            ("claim", made.claims[0].id, "outstanding", 99_99, 0),
            ("payment", payment.id, "amount", 149_99, 150_00),
        ],
        key=str,
    )


async def _claims(made: MadeCase) -> list[Claim]:
    async with reading(AWA):
        return await Claim.filter(case_file_id=made.case_file.id).order_by("due_on")
