"""Steps of a posted letter that people tell: with their day and proof, corrected by telling them again."""

from datetime import timedelta

import pytest
import time_machine

from tandem.casefiles.models import ContactPoint, Document
from tandem.casefiles.publishing import PublicationState
from tandem.contacts.access import attempt_for_update
from tandem.contacts.attention import rights_on
from tandem.contacts.errors import AttachmentUnusable, LetterNotPosted
from tandem.contacts.models import ContactAttempt
from tandem.contacts.post.stations import LetterStep
from tandem.contacts.post.steps import record_letter_step, tell_step
from tandem.contacts.returns.errors import LetterReturnKnown
from tandem.contacts.returns.reasons import ReturnReason
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations.actor import System
from tandem.organizations.errors import NotPermitted
from tandem.timeline import Chain
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, reread, told
from tests.domain.contacts_db.test_copies import sealed_in
from tests.domain.contacts_db.test_opening_letter import printed
from tests.domain.contacts_db.test_returned_letters import posted
from tests.support.builders import MadeCase

pytestmark = pytest.mark.usefixtures("worker")
TODAY = MORNING.date()


async def a_scan(made: MadeCase, *, chain: Chain = Chain.PARTIES) -> Document:
    async with transaction(AGENCY):
        return await Document.create(
            id=new_id(),
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file_id=made.case_file.id,
            chain=chain.value,
            author_organization_id=made.case_file.agency_id,
            state=PublicationState.RECORDED,
            name="avis-de-reception.pdf",
            content_type="application/pdf",
            size=12,
            sha256="ab" * 32,
            storage_key=f"documents/{new_id()}.pdf",
            created_at=clock.now(),
        )


async def steps_of(made: MadeCase):  # type: ignore[no-untyped-def]
    return [entry for entry in await told(made, HELENE) if entry.kind == "letter_step_recorded"]


async def test_both_parties_read_where_a_letter_is_and_what_proves_it(morning: time_machine.Traveller) -> None:
    made, attempt = await posted()
    morning.shift(timedelta(days=3))
    scan, day = await a_scan(made), TODAY + timedelta(days=2)

    for _ in range(2):
        await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=day, document_id=scan.id)

    [step] = await steps_of(made)
    assert (step.data["step"], step.data["happened_on"]) == ("delivered", day.isoformat())
    assert step.data["document_id"] == str(scan.id)


async def test_a_step_that_is_told_again_with_another_day_is_corrected(morning: time_machine.Traveller) -> None:
    made, attempt = await posted()
    morning.shift(timedelta(days=3))
    for step in (LetterStep.IN_TRANSIT, LetterStep.DELIVERED):
        await record_letter_step(AWA, attempt.id, step=step, happened_on=TODAY)

    await record_letter_step(AWA, attempt.id, step=LetterStep.IN_TRANSIT, happened_on=TODAY + timedelta(days=1))

    first, second, third = await steps_of(made)
    assert (third.supersedes, first.superseded_by) == (first.event_id, third.event_id)
    assert second.superseded_by is None


async def test_a_proof_that_comes_later_joins_the_step():
    made, attempt = await posted()
    await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY)
    scan = await a_scan(made)

    await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY, document_id=scan.id)

    assert [entry.data["document_id"] for entry in await steps_of(made)] == [None, str(scan.id)]


async def test_the_deposit_slip_proves_the_posting_on_its_own_day(morning: time_machine.Traveller) -> None:
    made, attempt = await posted()
    scan = await a_scan(made)
    morning.shift(timedelta(days=1))

    with pytest.raises(InvalidInput):
        await record_letter_step(AWA, attempt.id, step=LetterStep.POSTED, happened_on=TODAY)
    with pytest.raises(InvalidInput):
        await record_letter_step(
            AWA, attempt.id, step=LetterStep.POSTED, happened_on=TODAY + timedelta(days=1), document_id=scan.id
        )
    await record_letter_step(AWA, attempt.id, step=LetterStep.POSTED, happened_on=TODAY, document_id=scan.id)

    assert [entry.data["step"] for entry in await steps_of(made)] == ["posted"]


@pytest.mark.parametrize(
    ("step", "reason", "kept", "closed"),
    [
        (LetterStep.REFUSED, None, ReturnReason.REFUSED, False),
        (LetterStep.UNCLAIMED, None, ReturnReason.UNCLAIMED, False),
        (LetterStep.RETURNED, ReturnReason.MOVED, ReturnReason.MOVED, True),
    ],
)
async def test_what_the_post_brings_back_is_a_return(
    step: LetterStep, reason: ReturnReason | None, kept: ReturnReason, closed: bool
):
    made, attempt = await posted()

    for _ in range(2):
        await record_letter_step(AWA, attempt.id, step=step, happened_on=TODAY, return_reason=reason)

    now = await reread(attempt)
    assert (now.return_reason, now.returned_on) == (kept, TODAY)
    async with reading(AGENCY):
        assert ((await ContactPoint.get(id=made.postal.id)).invalid_at is not None) is closed
    assert [entry.kind for entry in await told(made) if "return" in entry.kind] == ["letter_returned"]


async def test_another_reason_is_a_correction_of_the_return():
    _, attempt = await posted()
    await record_letter_step(AWA, attempt.id, step=LetterStep.REFUSED, happened_on=TODAY)

    with pytest.raises(LetterReturnKnown):
        await record_letter_step(AWA, attempt.id, step=LetterStep.UNCLAIMED, happened_on=TODAY)


@pytest.mark.parametrize("with_proof", [False, True])
async def test_another_day_is_a_correction_of_the_return_and_never_dropped(
    morning: time_machine.Traveller, with_proof: bool
) -> None:
    made, attempt = await posted()
    morning.shift(timedelta(days=5))
    day = TODAY + timedelta(days=3)
    await record_letter_step(AWA, attempt.id, step=LetterStep.REFUSED, happened_on=day)
    proof = (await a_scan(made)).id if with_proof else None

    with pytest.raises(LetterReturnKnown) as known:
        await record_letter_step(
            AWA, attempt.id, step=LetterStep.REFUSED, happened_on=day + timedelta(days=1), document_id=proof
        )

    assert known.value.values["returned_on"] == day.isoformat()
    assert await steps_of(made) == []


async def test_a_letter_that_came_back_was_not_delivered():
    made, attempt = await posted()
    await record_letter_step(AWA, attempt.id, step=LetterStep.UNCLAIMED, happened_on=TODAY)

    with pytest.raises(LetterReturnKnown):
        await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY)
    assert await steps_of(made) == []


async def test_a_corrected_day_keeps_the_proof_and_its_hash(morning: time_machine.Traveller) -> None:
    made, attempt = await posted()
    morning.shift(timedelta(days=3))
    scan = await a_scan(made)
    await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY, document_id=scan.id)

    day = TODAY + timedelta(days=1)
    await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=day)

    kept = await sealed_in(made, "letter_step_recorded")
    assert [(data["happened_on"], data["document_id"], data["document_sha256"]) for data in kept] == [
        (TODAY.isoformat(), str(scan.id), scan.sha256),
        (day.isoformat(), str(scan.id), scan.sha256),
    ]


async def test_a_letter_that_is_not_posted_has_no_steps():
    _, attempt = await printed()

    with pytest.raises(LetterNotPosted):
        await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY)
    assert not rights_on(AWA, attempt).record_step


@pytest.mark.parametrize(
    ("step", "days"),
    [(LetterStep.HANDED_OVER, 0), (LetterStep.RETURNED, 0), (LetterStep.DELIVERED, -1), (LetterStep.DELIVERED, 1)],
)
async def test_what_cannot_be_is_refused(step: LetterStep, days: int):
    made, attempt = await posted()

    with pytest.raises(InvalidInput):
        await record_letter_step(AWA, attempt.id, step=step, happened_on=TODAY + timedelta(days=days))
    assert await steps_of(made) == []


async def test_a_proof_is_of_this_case_file_and_read_by_both():
    made, attempt = await posted()
    other, _ = await printed()
    scans = [await a_scan(other), await a_scan(made, chain=Chain.AGENCY)]

    for scan in scans:
        with pytest.raises(AttachmentUnusable):
            await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY, document_id=scan.id)
    assert await steps_of(made) == []


async def test_a_creditor_reads_the_steps_and_tells_none():
    made, attempt = await posted()

    with pytest.raises(NotPermitted):
        await record_letter_step(HELENE, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY)
    assert await steps_of(made) == []


async def test_a_provider_does_not_change_what_a_person_told():
    made, attempt = await posted()
    await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY)

    assert not await told_by_printer(attempt)
    assert len(await steps_of(made)) == 1


async def told_by_printer(attempt: ContactAttempt) -> bool:
    printer = System(AGENCY.organization_id, kind="provider", name="file_drop")
    async with transaction(printer):
        reached = await attempt_for_update(printer, attempt.id)
        return await tell_step(printer, reached, LetterStep.DELIVERED, TODAY + timedelta(days=1))
