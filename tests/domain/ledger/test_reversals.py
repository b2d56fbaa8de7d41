"""Reversing a payment: what follows it follows its reversal, once, by a manager, with a reason."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.models import CaseFile, Claim, CloseCode, Stage
from tandem.casefiles.queries import case_files_for
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput, TandemError
from tandem.kit.money import Money
from tandem.ledger.commands import declare_payment, record_payment, reverse_payment
from tandem.ledger.errors import PaymentAlreadyReversed, PaymentNotFound
from tandem.ledger.models import Payment
from tandem.ledger.queries import payments_by_case_file
from tandem.ledger.verify import faults
from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem.placements.commands import accept_placement
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.timeline.queries import Entry, timeline_of
from tests.support.builders import MadeCase, make_case

AWA, MARC, HELENE = actor_of_cast("awa"), actor_of_cast("marc"), actor_of_cast("helene")
WHY = "Chèque rejeté"


async def pay(made: MadeCase, minor: int, key: str = "payment-1", actor: Actor = AWA) -> Payment:
    command = record_payment if actor is AWA else declare_payment
    return await command(
        actor,
        made.case_file.id,
        amount=Money(minor, "EUR"),
        received_on=clock.today() - timedelta(days=3),
        reference=None,
        idempotency_key=key,
    )


async def standing(actor: Actor, made: MadeCase) -> tuple[CaseFile, list[Claim]]:
    async with reading(actor):
        claims = await Claim.filter(case_file_id=made.case_file.id).order_by("due_on")
        return await CaseFile.get(id=made.case_file.id), claims


async def events_of(actor: Actor, made: MadeCase) -> list[Entry]:
    return [entry for _, entry in (await timeline_of(actor, made.case_file.id, 50, None)).items]


async def month_collected() -> int:
    """What the creditor's figures say was received, in all months."""
    async with reading(HELENE):
        found = await Payment.raw(
            "SELECT sum(amount) AS amount FROM figure_parts(tandem_organization(), NULL, now()) "
            "WHERE measure = 'month_collected'"
        )
    return int(found[0].amount or 0)


async def test_what_a_payment_paid_is_owed_again_and_both_sides_see_why(db: None) -> None:
    made = await make_case(amounts=(100_00, 200_00))
    before = (await standing(AWA, made))[1]
    first, second = await pay(made, 150_00), await pay(made, 20_00, "payment-2")
    figures = await month_collected()

    reversed_ = await reverse_payment(MARC, first.id, reason=f"  {WHY} ")

    assert (reversed_.reversed_by, reversed_.reversal_reason) == (MARC.person_name, WHY)
    case_file, claims = await standing(HELENE, made)
    assert (case_file.paid, case_file.outstanding) == (20_00, 280_00)
    # What the other payment paid stays where it went.
    assert [claim.outstanding for claim in claims] == [100_00, 180_00]
    assert claims[0].last_day == before[0].last_day
    assert await month_collected() == figures - 150_00
    for reader in (AWA, HELENE):
        newest = (await events_of(reader, made))[0]
        recorded = next(entry for entry in await events_of(reader, made) if entry.event_id == newest.supersedes)
        assert (newest.kind, newest.chain, newest.milestone) == ("payment_reversed", "parties", True)
        assert newest.data["outstanding"] == {"minor": 280_00, "currency": "EUR"}
        assert newest.data["reason"] == WHY
        assert (recorded.data["payment_id"], recorded.superseded_by) == (str(first.id), newest.event_id)
        shown = (await payments_by_case_file(reader, [made.case_file.id]))[made.case_file.id]
        assert {one.payment.id: one.payment.reversed_at is not None for one in shown} == {
            first.id: True,
            second.id: False,
        }


async def test_a_case_file_that_the_payment_closed_opens_again_where_it_was(db: None) -> None:
    made = await make_case(amounts=(100_00,), stage=Stage.PRE_LEGAL)
    payment = await pay(made, 100_00)
    assert (await standing(AWA, made))[0].close_code is CloseCode.PAID

    await reverse_payment(MARC, payment.id, reason=WHY)

    case_file, _ = await standing(AWA, made)
    assert (case_file.stage, case_file.close_code, case_file.closed_at) == (Stage.PRE_LEGAL, None, None)
    assert case_file.oldest_due_on == made.claims[0].due_on
    assert [entry.kind for entry in await events_of(HELENE, made)][:2] == ["stage_changed", "payment_reversed"]
    open_ones = await case_files_for(AWA, CaseFileFilter(stages=(Stage.PRE_LEGAL,)), CaseFileSort.OLDEST_DUE, 50, None)
    assert made.case_file.id in [one.id for _, one in open_ones.items]


async def test_a_case_file_closed_for_another_reason_stays_closed(db: None) -> None:
    made = await make_case(amounts=(100_00,), stage=Stage.CLOSED)
    payment = await pay(made, 40_00)

    await reverse_payment(MARC, payment.id, reason=WHY)

    case_file, _ = await standing(AWA, made)
    assert (case_file.stage, case_file.close_code, case_file.outstanding) == (Stage.CLOSED, CloseCode.OTHER, 100_00)


async def test_it_stays_closed_when_the_debtor_has_another_open_case_file(db: None) -> None:
    made, other = await make_case(amounts=(100_00,)), await make_case()
    payment = await pay(made, 100_00)
    async with reading(HELENE):
        await CaseFile.filter(id=other.case_file.id).update(debtor_id=made.case_file.debtor_id)

    await reverse_payment(MARC, payment.id, reason=WHY)

    case_file, _ = await standing(AWA, made)
    assert (case_file.stage, case_file.outstanding) == (Stage.CLOSED, 100_00)


@pytest.mark.parametrize(("accepted", "stage"), [(True, Stage.ACCEPTED), (False, Stage.SUBMITTED)])
async def test_one_that_was_paid_before_its_placement_was_accepted_is_not_left_behind(
    db: None, accepted: bool, stage: Stage
) -> None:
    made = await make_case(amounts=(100_00,), stage=Stage.SUBMITTED)
    async with reading(HELENE):
        await PlacementBatch.filter(id=made.case_file.batch_id).update(state=PlacementState.SUBMITTED)
    payment = await pay(made, 100_00, actor=HELENE)
    assert (await standing(AWA, made))[0].close_code is CloseCode.PAID
    if accepted:
        await accept_placement(MARC, made.case_file.batch_id)

    await reverse_payment(MARC, payment.id, reason=WHY)

    case_file, _ = await standing(AWA, made)
    assert (case_file.stage, case_file.accepted_at is not None) == (stage, accepted)
    newest = (await events_of(HELENE, made))[0]
    assert (newest.data["from_stage"], newest.data["to_stage"]) == ("closed", stage.value)
    if not accepted:
        await accept_placement(MARC, made.case_file.batch_id)
        assert (await standing(AWA, made))[0].stage is Stage.ACCEPTED


async def test_a_manager_reverses_what_the_creditor_declared(db: None) -> None:
    made = await make_case(amounts=(100_00,))
    payment = await pay(made, 30_00, actor=HELENE)

    await reverse_payment(MARC, payment.id, reason="Déclaré deux fois")

    assert (await standing(HELENE, made))[0].outstanding == 100_00


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("awa", NotPermitted), ("helene", NotPermitted), ("tom", PaymentNotFound), ("yann", PaymentNotFound)],
)
async def test_nobody_else_reverses_a_payment(db: None, person: str, refusal: type[TandemError]) -> None:
    made = await make_case(amounts=(100_00,))
    payment = await pay(made, 30_00)

    with pytest.raises(refusal):
        await reverse_payment(actor_of_cast(person), payment.id, reason=WHY)

    assert (await standing(AWA, made))[0].outstanding == 70_00
    assert (await events_of(AWA, made))[0].kind == "payment_recorded"


@pytest.mark.parametrize("reason", ["", " \n", "x" * 501])
async def test_a_reversal_has_a_reason(db: None, reason: str) -> None:
    made = await make_case(amounts=(100_00,))
    payment = await pay(made, 30_00)

    with pytest.raises(InvalidInput) as refused:
        await reverse_payment(MARC, payment.id, reason=reason)

    assert refused.value.field == "reason"
    assert (await standing(AWA, made))[0].outstanding == 70_00


async def test_a_payment_is_reversed_once_and_every_balance_verifies(committed: DatabaseUrls) -> None:
    made = await make_case(amounts=(100_00, 50_00))
    payment = await pay(made, 120_00)

    outcomes = await asyncio.gather(
        *(reverse_payment(MARC, payment.id, reason=WHY) for _ in range(4)), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["Payment"] + ["PaymentAlreadyReversed"] * 3
    assert [entry.kind for entry in await events_of(AWA, made)].count("payment_reversed") == 1
    owner = await asyncpg.connect(committed.owner)
    assert [str(fault) async for fault in faults(owner)] == []
    # A balance that still counts the reversed payment is named.
    await owner.execute("UPDATE case_files SET paid = 12000, outstanding = 3000 WHERE id = $1", made.case_file.id)
    assert len([fault async for fault in faults(owner)]) == 2
    with pytest.raises(PaymentAlreadyReversed):
        await reverse_payment(MARC, payment.id, reason=WHY)
    missing: UUID = made.case_file.id
    with pytest.raises(PaymentNotFound):
        await reverse_payment(MARC, missing, reason=WHY)
    await owner.close()
