"""Correcting the posting day of a letter and the outcome of a call: what follows from them follows, once."""

from datetime import date, timedelta

import pytest
import time_machine

from tandem.casefiles.models import CaseFile, Claim, ContactPoint
from tandem.contacts.commands import (
    correct_call_outcome,
    correct_letter_posting,
    record_call_outcome,
    record_letter_posting,
)
from tandem.contacts.errors import LetterAlreadyPosted, LetterNotPosted, NotACall
from tandem.contacts.models import ContactAttempt, Disposition, PostalService
from tandem.contacts.post.stations import LetterStep
from tandem.contacts.post.steps import record_letter_step
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput, TandemError
from tandem.organizations.errors import NotPermitted
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, reread, told, work
from tests.domain.contacts_db.test_calls import ringing
from tests.domain.contacts_db.test_letter_steps import a_scan
from tests.domain.contacts_db.test_opening_letter import printed
from tests.support.builders import MadeCase

pytestmark = pytest.mark.usefixtures("worker")
TODAY = MORNING.date()
WHY = "Cachet de la poste mal lu"


async def posting_days(made: MadeCase) -> tuple[date | None, set[date | None]]:
    async with reading(AGENCY):
        case_file = await CaseFile.get(id=made.case_file.id)
        claims = await Claim.filter(case_file_id=made.case_file.id)
    return case_file.letter_posted_on, {claim.letter_posted_on for claim in claims}


async def is_good(made: MadeCase) -> bool:
    async with reading(AGENCY):
        return (await ContactPoint.get(id=made.phone.id)).invalid_at is None


async def test_the_claims_and_the_case_file_take_the_new_posting_day(morning: time_machine.Traveller) -> None:
    made, attempt = await printed()
    morning.move_to(MORNING + timedelta(days=2))
    tomorrow = TODAY + timedelta(days=1)
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)

    for _ in range(2):
        await correct_letter_posting(AWA, attempt.id, posted_on=tomorrow, reason=f" {WHY} ")

    assert await posting_days(made) == (tomorrow, {tomorrow})
    assert (await reread(attempt)).posted_on == tomorrow
    for reader in (AWA, HELENE):
        posted = [entry for entry in await told(made, reader) if entry.kind.startswith("letter_post")]
        assert [entry.kind for entry in posted] == ["letter_posted", "letter_posting_corrected"]
        assert (posted[0].superseded_by, posted[1].supersedes) == (posted[1].event_id, posted[0].event_id)
        assert (posted[1].milestone, posted[1].data["reason"]) == (True, WHY)


@pytest.mark.parametrize(
    ("case", "days", "reason", "field"),
    [
        ("before it was printed", -1, WHY, "postedOn"),
        ("in the future", 3, WHY, "postedOn"),
        ("no reason", 1, " ", "reason"),
    ],
)
async def test_a_posting_day_is_possible_and_its_correction_has_a_reason(  # type: ignore[no-untyped-def]
    morning, case: str, days: int, reason: str, field: str
) -> None:
    made, attempt = await printed()
    morning.move_to(MORNING + timedelta(days=2))
    with pytest.raises(LetterNotPosted):
        await correct_letter_posting(AWA, attempt.id, posted_on=TODAY, reason=WHY)
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)

    with pytest.raises(InvalidInput) as refused:
        await correct_letter_posting(AWA, attempt.id, posted_on=TODAY + timedelta(days=days), reason=reason)

    assert refused.value.field == field, case
    assert await posting_days(made) == (TODAY, {TODAY})


async def test_a_call_is_told_otherwise_and_the_number_follows() -> None:
    made, attempt = await ringing()
    with pytest.raises(NotACall):
        await correct(attempt, Disposition.REACHED)
    await record_call_outcome(AWA, attempt.id, disposition=Disposition.WRONG_NUMBER, comment=None)
    await work()
    assert not await is_good(made)

    for _ in range(2):
        await correct(attempt, Disposition.CALLBACK, "Rappeler à 17 h")
    good_again = await is_good(made)
    await correct(attempt, Disposition.WRONG_NUMBER)

    assert good_again
    assert not await is_good(made)
    outcomes = [entry for entry in await told(made, HELENE) if entry.kind.startswith("call_outcome")]
    assert [(entry.kind, entry.data["disposition"]) for entry in outcomes] == [
        ("call_outcome_recorded", "wrong_number"),
        ("call_outcome_corrected", "callback"),
        ("call_outcome_corrected", "wrong_number"),
    ]
    assert [entry.superseded_by for entry in outcomes] == [outcomes[1].event_id, outcomes[2].event_id, None]


async def correct(attempt: ContactAttempt, disposition: Disposition, comment: str | None = None) -> None:
    await correct_call_outcome(AWA, attempt.id, disposition=disposition, comment=comment, reason="Mauvaise ligne")


@pytest.mark.parametrize("person", ["helene", "tom", "yann"])
async def test_nobody_else_corrects(person: str) -> None:
    made, attempt = await printed()
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    refusal: type[TandemError] = NotPermitted if person == "helene" else TandemError

    with pytest.raises(refusal):
        await correct_letter_posting(actor_of_cast(person), attempt.id, posted_on=TODAY, reason=WHY)

    assert [entry.kind for entry in await told(made, HELENE)][-2:] == ["letter_posted", "stage_changed"]


async def test_a_registered_letter_that_was_told_as_ordinary_is_corrected_with_its_number() -> None:
    made, attempt = await printed()
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    registered = {"service": PostalService.REGISTERED_RECEIPT, "tracking": "RK 123 456 785 FR"}

    with pytest.raises(LetterAlreadyPosted):
        await record_letter_posting(AWA, attempt.id, posted_on=TODAY, **registered)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        await correct_letter_posting(AWA, attempt.id, posted_on=TODAY, reason=WHY, service=PostalService.REGISTERED)
    for _ in range(2):
        await correct_letter_posting(AWA, attempt.id, posted_on=TODAY, reason=WHY, **registered)  # type: ignore[arg-type]

    now = await reread(attempt)
    assert (now.postal_service, now.tracking_number) == (PostalService.REGISTERED_RECEIPT, "RK123456785FR")
    kinds = [entry.kind for entry in await told(made) if entry.kind.startswith("letter_post")]
    assert kinds == ["letter_posted", "letter_posting_corrected"]


async def test_a_corrected_posting_keeps_the_service_and_number_that_nobody_spoke_of() -> None:
    _, attempt = await printed()
    await record_letter_posting(
        AWA, attempt.id, posted_on=TODAY, service=PostalService.REGISTERED, tracking="RK123456785FR"
    )

    await correct_letter_posting(AWA, attempt.id, posted_on=TODAY, reason=WHY, tracking="1A12345678901")

    now = await reread(attempt)
    assert (now.postal_service, now.tracking_number) == (PostalService.REGISTERED, "1A12345678901")


async def test_the_proof_of_a_posting_takes_its_corrected_day(morning: time_machine.Traveller) -> None:
    made, attempt = await printed()
    morning.move_to(MORNING + timedelta(days=2))
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    slip = await a_scan(made)
    await record_letter_step(AWA, attempt.id, step=LetterStep.POSTED, happened_on=TODAY, document_id=slip.id)

    await correct_letter_posting(AWA, attempt.id, posted_on=TODAY + timedelta(days=1), reason=WHY)

    first, second = [entry for entry in await told(made, HELENE) if entry.kind == "letter_step_recorded"]
    assert (second.supersedes, second.data["document_id"]) == (first.event_id, str(slip.id))
    assert second.data["happened_on"] == (TODAY + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("step", [LetterStep.IN_TRANSIT, LetterStep.DELIVERED, LetterStep.REFUSED])
async def test_a_letter_is_not_posted_after_what_is_known_of_it(
    morning: time_machine.Traveller, step: LetterStep
) -> None:
    made, attempt = await printed()
    morning.move_to(MORNING + timedelta(days=2))
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    await record_letter_step(AWA, attempt.id, step=step, happened_on=TODAY + timedelta(days=1))

    with pytest.raises(InvalidInput) as wrong:
        await correct_letter_posting(AWA, attempt.id, posted_on=TODAY + timedelta(days=2), reason=WHY)

    assert (wrong.value.field, wrong.value.values["expected"]) == ("postedOn", "posting_day_before_steps")
    assert await posting_days(made) == (TODAY, {TODAY})
    await correct_letter_posting(AWA, attempt.id, posted_on=TODAY + timedelta(days=1), reason=WHY)
