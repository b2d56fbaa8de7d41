"""What interrupts the limitation of a claim, as a person records it: the last day follows, and both sides read why."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tortoise.exceptions import OperationalError

from tandem.casefiles.errors import DocumentNotFound
from tandem.casefiles.limitation import half_a_year_later, years_later
from tandem.casefiles.models import CaseFile, Claim, ClaimNature, Debtor, Document, InterruptionKind, Segment
from tandem.casefiles.publishing import PublicationState
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput, TandemError
from tandem.kit.money import Money
from tandem.ledger.commands import (
    end_mediation,
    record_interruption,
    record_payment,
    reverse_payment,
    withdraw_interruption,
)
from tandem.ledger.errors import (
    ClaimNotFound,
    DoesNotInterrupt,
    InterruptionAlreadyWithdrawn,
    InterruptionNotFound,
    MediationNotGoingOn,
)
from tandem.ledger.models import ClaimInterruption, InterruptionProof
from tandem.ledger.queries import interruptions_by_case_file
from tandem.organizations.actor import Actor, System
from tandem.organizations.errors import NotPermitted
from tandem.outbox.idempotency import ConflictingKey
from tandem.timeline.queries import Entry, timeline_of
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("db")
AWA, MARC, HELENE = actor_of_cast("awa"), actor_of_cast("marc"), actor_of_cast("helene")
ACKNOWLEDGED, SUED = InterruptionKind.ACKNOWLEDGEMENT, InterruptionKind.COURT_CLAIM
WHY = "La lettre est d’un autre débiteur"


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


MEDIATED: dict[str, Any] = {
    "kind": InterruptionKind.MEDIATION,
    "until_on": days_ago(40),
    "proof": InterruptionProof.MEDIATION_RECORD,
}
GOES_ON: dict[str, Any] = MEDIATED | {"until_on": None}
FOUND: dict[str, Any] = {
    "kind": InterruptionKind.STATED_LAST_DAY,
    "until_on": days_ago(1),
    "proof": InterruptionProof.LEGAL_ADVICE,
    "basis": "N.Y. CPLR 214-i",
}


async def owed(due: int = 600, **options: Any) -> MadeCase:
    """A consumer's claim that was due so many days ago."""
    return await make_case(segment=Segment.CONSUMER, due_on=days_ago(due), **options)


async def interrupt(made: MadeCase, ago: int = 100, actor: Actor = AWA, **other: Any) -> ClaimInterruption:
    told: dict[str, Any] = {
        "kind": ACKNOWLEDGED,
        "happened_on": days_ago(ago),
        "proof": InterruptionProof.LETTER,
        "document_id": None,
        "idempotency_key": f"interruption-{ago}",
    }
    return await record_interruption(actor, made.claims[0].id, **(told | other))


async def move_to(made: MadeCase, country: str) -> None:
    """The debtor lives there: a consumer's claim grows old by the law of that country."""
    async with transaction(System(made.case_file.agency_id)):
        await Debtor.filter(id=made.case_file.debtor_id).update(country=country)


async def claim_of(made: MadeCase) -> Claim:
    async with reading(AWA):
        return await Claim.get(id=made.claims[0].id)


async def case_file_of(made: MadeCase) -> CaseFile:
    async with reading(AWA):
        return await CaseFile.get(id=made.case_file.id)


async def events_of(made: MadeCase, reader: Actor = AWA) -> list[Entry]:
    found = (await timeline_of(reader, made.case_file.id, 50, None)).items
    return [entry for _, entry in found if entry.kind.startswith(("interruption_", "mediation_"))]


async def rows_of(made: MadeCase, reader: Actor = AWA) -> list[ClaimInterruption]:
    return (await interruptions_by_case_file(reader, [made.case_file.id]))[made.case_file.id]


async def file_of(made: MadeCase) -> UUID:
    async with transaction(System(cast_id("lenoir"))):
        document = await Document.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file=made.case_file,
            chain="parties",
            state=PublicationState.RECORDED,
            author_organization_id=made.case_file.agency_id,
            name="reconnaissance.pdf",
            content_type="application/pdf",
            size=9,
            sha256="0" * 64,
            storage_key=f"documents/{uuid4()}",
            created_at=clock.now(),
        )
    document_id: UUID = document.id
    return document_id


async def test_an_acknowledgement_moves_the_last_day_and_both_sides_read_it() -> None:
    made = await owed()
    file = await file_of(made)

    interruption = await interrupt(made, document_id=file)

    claim, last_day = await claim_of(made), years_later(days_ago(100), 2)
    assert (claim.last_day, claim.interrupted_by, claim.interrupted_on) == (last_day, ACKNOWLEDGED, days_ago(100))
    for reader in (AWA, HELENE):
        [entry], [row] = await events_of(made, reader), await rows_of(made, reader)
        assert (entry.kind, entry.chain) == ("interruption_recorded", "parties")
        assert entry.data["last_day"] == last_day.isoformat()
        assert (row.id, row.proof, row.document_id) == (interruption.id, InterruptionProof.LETTER, file)
        assert row.recorded_by == AWA.person_name


async def test_a_mediation_stops_the_clock_and_both_sides_read_its_two_days() -> None:
    made = await owed()

    await interrupt(made, **MEDIATED)

    claim, last_day = await claim_of(made), years_later(days_ago(600), 2) + timedelta(days=60)
    assert (claim.last_day, claim.interrupted_by) == (last_day, InterruptionKind.MEDIATION)
    for reader in (AWA, HELENE):
        [entry], [row] = await events_of(made, reader), await rows_of(made, reader)
        assert (entry.data["happened_on"], entry.data["until_on"], entry.data["last_day"]) == (
            days_ago(100).isoformat(),
            days_ago(40).isoformat(),
            last_day.isoformat(),
        )
        assert (row.happened_on, row.until_on, row.proof) == (
            days_ago(100),
            days_ago(40),
            InterruptionProof.MEDIATION_RECORD,
        )


async def end(made: ClaimInterruption, actor: Actor = AWA, **other: Any) -> ClaimInterruption:
    told: dict[str, Any] = {"ended_on": days_ago(40), "proof": InterruptionProof.LETTER, "document_id": None}
    return await end_mediation(actor, made.id, **(told | other))


async def test_a_mediation_that_goes_on_leaves_no_last_day_until_it_ends() -> None:
    made = await owed(due=725)
    file = await file_of(made)
    going_on = await interrupt(made, **GOES_ON)
    meanwhile, case_file = await claim_of(made), await case_file_of(made)

    ended = await end(going_on, document_id=file)

    assert (meanwhile.last_day, meanwhile.interrupted_by, meanwhile.interrupted_on) == (
        None,
        InterruptionKind.MEDIATION,
        days_ago(100),
    )
    assert case_file.last_day is None
    claim, last_day = await claim_of(made), half_a_year_later(days_ago(40))
    assert (claim.last_day, claim.interrupted_by) == (last_day, InterruptionKind.MEDIATION)
    assert (await case_file_of(made)).last_day == last_day
    assert (ended.until_on, ended.end_proof, ended.end_document_id, ended.end_recorded_by) == (
        days_ago(40),
        InterruptionProof.LETTER,
        file,
        AWA.person_name,
    )
    for reader in (AWA, HELENE):
        newer, older = await events_of(made, reader)
        assert (newer.kind, newer.data["ended_on"], newer.data["last_day"]) == (
            "mediation_ended",
            days_ago(40).isoformat(),
            last_day.isoformat(),
        )
        assert (older.data["until_on"], older.data["last_day"]) == (None, None)


async def test_a_mediation_that_began_after_the_last_day_stops_nothing() -> None:
    made = await owed(due=800)

    await interrupt(made, ago=10, **GOES_ON)

    assert (await claim_of(made)).last_day == years_later(days_ago(800), 2)


async def test_a_case_file_is_barred_by_no_other_claim_while_a_mediation_goes_on() -> None:
    made = await owed(due=725, amounts=(100_00, 100_00))

    await interrupt(made, **GOES_ON)

    assert (await case_file_of(made)).last_day is None


async def test_a_mediation_ends_once() -> None:
    made = await owed()
    going_on = await interrupt(made, **GOES_ON)
    await end(going_on)

    with pytest.raises(MediationNotGoingOn):
        await end(going_on, actor=MARC, ended_on=days_ago(20))
    with pytest.raises(OperationalError, match="never changed"):
        async with transaction(AWA):
            await ClaimInterruption.filter(id=going_on.id).update(until_on=days_ago(20))

    [row] = await rows_of(made)
    assert (row.until_on, len(await events_of(made))) == (days_ago(40), 2)


async def test_nothing_but_a_mediation_that_goes_on_ends() -> None:
    made = await owed()
    acknowledged = await interrupt(made)
    over = await interrupt(made, ago=90, **MEDIATED)
    withdrawn = await interrupt(made, ago=80, **GOES_ON)
    await withdraw_interruption(MARC, withdrawn.id, reason=WHY)
    told = len(await events_of(made))

    for one in (acknowledged, over, withdrawn):
        with pytest.raises(MediationNotGoingOn):
            await end(one)

    assert len(await events_of(made)) == told


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        pytest.param("endedOn", {"ended_on": days_ago(100)}, id="on its first day"),
        pytest.param("endedOn", {"ended_on": clock.today() + timedelta(days=30)}, id="yet to come"),
        pytest.param("proof", {"proof": InterruptionProof.OFFICER_ACT}, id="no proof of an end"),
    ],
)
async def test_an_end_has_its_day_and_its_proof(field: str, wrong: dict[str, Any]) -> None:
    made = await owed()
    going_on = await interrupt(made, **GOES_ON)

    with pytest.raises(InvalidInput) as refused:
        await end(going_on, **wrong)

    assert refused.value.field == field
    assert refused.value.message("fr") != refused.value.message("en")
    [row] = await rows_of(made)
    assert (row.until_on, len(await events_of(made))) == (None, 1)


async def test_a_file_of_another_case_shows_no_end() -> None:
    made, other = await owed(), await owed()
    going_on, file = await interrupt(made, **GOES_ON), await file_of(other)

    with pytest.raises(DocumentNotFound):
        await end(going_on, document_id=file)

    assert (await claim_of(made)).last_day is None


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("helene", NotPermitted), ("tom", InterruptionNotFound), ("yann", InterruptionNotFound)],
)
async def test_nobody_else_ends_one(person: str, refusal: type[TandemError]) -> None:
    made = await owed()
    going_on = await interrupt(made, **GOES_ON)

    with pytest.raises(refusal):
        await end(going_on, actor=actor_of_cast(person))

    assert (await claim_of(made)).last_day is None
    assert len(await events_of(made)) == 1


async def test_where_states_set_the_period_a_person_enters_the_last_day_with_its_law() -> None:
    made = await owed()
    await move_to(made, "US")

    await interrupt(made, **FOUND)

    claim = await claim_of(made)
    assert (claim.last_day, claim.interrupted_by, claim.interrupted_on) == (
        days_ago(1),
        InterruptionKind.STATED_LAST_DAY,
        days_ago(100),
    )
    for reader in (AWA, HELENE):
        [entry], [row] = await events_of(made, reader), await rows_of(made, reader)
        assert (entry.data["until_on"], entry.data["basis"]) == (days_ago(1).isoformat(), "N.Y. CPLR 214-i")
        assert (row.basis, row.recorded_by) == ("N.Y. CPLR 214-i", AWA.person_name)


async def test_what_was_found_by_mistake_is_withdrawn_and_no_day_is_known_again() -> None:
    made = await owed()
    await move_to(made, "US")
    found = await interrupt(made, **FOUND)

    await withdraw_interruption(MARC, found.id, reason=WHY)

    claim = await claim_of(made)
    assert (claim.last_day, claim.interrupted_by, claim.interrupted_on) == (None, None, None)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        pytest.param("untilOn", {"until_on": None}, id="no last day"),
        pytest.param("untilOn", {"until_on": date(2010, 1, 1)}, id="before it was due"),
        pytest.param("basis", {"basis": "  "}, id="no law"),
        pytest.param("basis", {"basis": "x" * 501}, id="too much law"),
        pytest.param("proof", {"proof": InterruptionProof.LETTER}, id="what the debtor wrote proves no law"),
    ],
)
async def test_a_last_day_that_was_found_has_its_day_and_its_law(field: str, wrong: dict[str, Any]) -> None:
    made = await owed()
    await move_to(made, "US")

    with pytest.raises(InvalidInput) as refused:
        await interrupt(made, **(FOUND | wrong))

    assert refused.value.field == field
    assert refused.value.message("fr") != refused.value.message("en")
    assert await rows_of(made) == await events_of(made) == []


async def test_where_the_law_counts_the_days_nobody_enters_the_last_one() -> None:
    made = await owed()

    with pytest.raises(DoesNotInterrupt):
        await interrupt(made, **FOUND)

    assert await rows_of(made) == await events_of(made) == []


async def test_a_claim_that_nothing_interrupted_is_counted_from_its_due_day() -> None:
    made = await owed()

    await interrupt(made)
    [row] = await rows_of(made)
    await withdraw_interruption(AWA, row.id, reason=WHY)

    claim = await claim_of(made)
    assert (claim.last_day, claim.interrupted_by, claim.interrupted_on) == (years_later(days_ago(600), 2), None, None)


async def test_a_payment_is_the_reason_until_it_is_reversed() -> None:
    made = await owed()
    payment = await record_payment(
        AWA,
        made.case_file.id,
        amount=Money(10_00, "EUR"),
        received_on=days_ago(50),
        reference=None,
        idempotency_key="payment-1",
    )

    paid = await claim_of(made)
    await reverse_payment(MARC, payment.id, reason="Chèque rejeté")

    assert (paid.last_day, paid.interrupted_by) == (years_later(days_ago(50), 2), InterruptionKind.PART_PAYMENT)
    claim = await claim_of(made)
    assert (claim.last_day, claim.interrupted_by) == (years_later(days_ago(600), 2), None)


async def test_an_acknowledgement_after_the_last_day_revives_nothing() -> None:
    made = await owed(due=800)

    await interrupt(made, ago=10)

    claim = await claim_of(made)
    assert (claim.last_day, claim.interrupted_by) == (years_later(days_ago(800), 2), None)
    assert len(await rows_of(made)) == 1


async def test_the_other_claims_of_the_case_stay_as_they_are() -> None:
    made = await owed(amounts=(100_00, 100_00))

    await interrupt(made)

    async with reading(AWA):
        other = await Claim.get(id=made.claims[1].id)
    assert (other.last_day, other.interrupted_by) == (years_later(days_ago(599), 2), None)


async def test_the_same_request_twice_is_one() -> None:
    made = await owed()

    first, again = await interrupt(made), await interrupt(made)
    with pytest.raises(ConflictingKey):
        await interrupt(made, happened_on=days_ago(99))

    assert first.id == again.id
    assert (len(await rows_of(made)), len(await events_of(made))) == (1, 1)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        pytest.param("happenedOn", {"happened_on": clock.today() + timedelta(days=30)}, id="yet to come"),
        pytest.param("happenedOn", {"happened_on": date(2010, 1, 1)}, id="before it was due"),
        pytest.param("proof", {"proof": InterruptionProof.OFFICER_ACT}, id="no proof of an acknowledgement"),
        pytest.param("proof", {"kind": SUED, "proof": InterruptionProof.LETTER}, id="no proof of a claim in court"),
        pytest.param("kind", {"kind": InterruptionKind.PART_PAYMENT}, id="a payment is recorded as one"),
        pytest.param("idempotencyKey", {"idempotency_key": "short"}, id="a short key"),
        pytest.param("untilOn", {"until_on": clock.today()}, id="an end of what has none"),
        pytest.param("untilOn", MEDIATED | {"until_on": days_ago(100)}, id="a mediation of no day"),
        pytest.param(
            "untilOn", MEDIATED | {"until_on": clock.today() + timedelta(days=30)}, id="one that ends some day"
        ),
        pytest.param("proof", MEDIATED | {"proof": InterruptionProof.LETTER}, id="no proof of a mediation"),
        pytest.param("basis", {"basis": "CPLR 214-i"}, id="a law of what rests on none"),
    ],
)
async def test_bad_input_names_its_field_and_leaves_nothing(field: str, wrong: dict[str, Any]) -> None:
    made = await owed()

    with pytest.raises(InvalidInput) as refused:
        await interrupt(made, **wrong)

    assert refused.value.field == field
    assert refused.value.message("fr") != refused.value.message("en")
    assert await rows_of(made) == await events_of(made) == []


@pytest.mark.parametrize(
    ("nature", "kind", "named"),
    [
        pytest.param(
            ClaimNature.GENERAL, InterruptionKind.WRITTEN_DEMAND, "an acknowledgement of debt", id="a registered letter"
        ),
        pytest.param(ClaimNature.CONSUMER_CREDIT, ACKNOWLEDGED, "a claim in court", id="forclusion (R312-35)"),
    ],
)
async def test_what_does_not_interrupt_is_refused_with_what_does(
    nature: ClaimNature, kind: InterruptionKind, named: str
) -> None:
    made = await owed(nature=nature)

    with pytest.raises(DoesNotInterrupt) as refused:
        await interrupt(made, kind=kind)

    assert refused.value.field == "kind"
    assert named in refused.value.message("en")
    assert "part payment" not in refused.value.message("en")
    assert "Une lettre, même recommandée" in refused.value.message("fr")
    assert await rows_of(made) == await events_of(made) == []


async def test_a_part_payment_does_not_interrupt_the_forclusion_of_a_consumer_credit() -> None:
    made = await owed(nature=ClaimNature.CONSUMER_CREDIT)

    await record_payment(
        AWA,
        made.case_file.id,
        amount=Money(10_00, "EUR"),
        received_on=days_ago(50),
        reference=None,
        idempotency_key="payment-1",
    )
    await interrupt(made, ago=40, kind=SUED, proof=InterruptionProof.COURT_DOCUMENT)

    claim = await claim_of(made)
    assert (claim.last_day, claim.interrupted_by) == (years_later(days_ago(40), 2), SUED)


async def test_a_file_of_another_case_is_not_found() -> None:
    made, other = await owed(), await owed()
    file = await file_of(other)

    with pytest.raises(DocumentNotFound):
        await interrupt(made, document_id=file)

    assert await rows_of(made) == await events_of(made) == []


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("helene", NotPermitted), ("tom", ClaimNotFound), ("yann", ClaimNotFound)],
)
async def test_nobody_else_records_one(person: str, refusal: type[TandemError]) -> None:
    made = await owed()

    with pytest.raises(refusal):
        await interrupt(made, actor=actor_of_cast(person))

    assert await rows_of(made) == await events_of(made) == []


async def test_it_is_withdrawn_once_with_a_reason_and_stays_on_the_file() -> None:
    made = await owed()
    interruption = await interrupt(made)

    withdrawn = await withdraw_interruption(MARC, interruption.id, reason=f"  {WHY} ")
    with pytest.raises(InterruptionAlreadyWithdrawn):
        await withdraw_interruption(AWA, interruption.id, reason=WHY)

    assert (withdrawn.withdrawn_by, withdrawn.withdrawal_reason) == (MARC.person_name, WHY)
    newer, older = await events_of(made, HELENE)
    assert (newer.kind, newer.supersedes, older.superseded_by) == (
        "interruption_withdrawn",
        older.event_id,
        newer.event_id,
    )
    assert newer.data["reason"] == WHY
    assert [row.id for row in await rows_of(made, HELENE)] == [interruption.id]


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("helene", NotPermitted), ("tom", InterruptionNotFound), ("yann", InterruptionNotFound)],
)
async def test_nobody_else_withdraws_one(person: str, refusal: type[TandemError]) -> None:
    made = await owed()
    interruption = await interrupt(made)

    with pytest.raises(refusal):
        await withdraw_interruption(actor_of_cast(person), interruption.id, reason=WHY)

    assert (await claim_of(made)).interrupted_by is ACKNOWLEDGED
    assert len(await events_of(made)) == 1


@pytest.mark.parametrize("reason", ["", " \n", "x" * 501])
async def test_a_withdrawal_says_why(reason: str) -> None:
    made = await owed()
    interruption = await interrupt(made)

    with pytest.raises(InvalidInput) as refused:
        await withdraw_interruption(AWA, interruption.id, reason=reason)

    assert refused.value.field == "reason"
    assert (await claim_of(made)).interrupted_by is ACKNOWLEDGED
