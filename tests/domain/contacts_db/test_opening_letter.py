"""The opening letter: produced, waiting to be posted, posted; what is stopped in between."""

import hashlib
from datetime import date, timedelta

import pytest

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, Claim, ContactPoint, Document, Stage
from tandem.contacts.attention import attention_for, rights_on, what_to_do
from tandem.contacts.commands import record_letter_posting
from tandem.contacts.errors import LetterAlreadyPosted, LetterIncomplete, NotAPrintedLetter
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, PostalService
from tandem.contacts.queries import opening_letters_by_case_file
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.outbox import emit
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, states_told, told, work
from tests.domain.contacts_db.test_dispatch import hold
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def printed() -> tuple[MadeCase, ContactAttempt]:
    made = await make_case(stage=Stage.ACCEPTED, amounts=(700_00, 300_00))
    attempt = await plan(made, Channel.LETTER)
    await work()
    return made, await reread(attempt)


async def case_file_of(made: MadeCase) -> CaseFile:
    async with reading(AGENCY):
        return await CaseFile.get(id=made.case_file.id)


async def test_it_is_produced_as_a_document_and_waits_for_the_post():
    made, attempt = await printed()

    assert attempt.state is AttemptState.ACCEPTED
    async with reading(AGENCY):
        document = await Document.get(id=attempt.document_id)
    pdf = await storage.get(document.storage_key)
    assert pdf.startswith(b"%PDF-")
    assert (document.size, document.sha256) == (len(pdf), hashlib.sha256(pdf).hexdigest())
    assert document.name == f"{made.case_file.reference}-L1.pdf"
    assert "1 000,00 €" in (attempt.body or "").replace("\u202f", " ").replace("\xa0", " ")
    assert (await case_file_of(made)).stage is Stage.ACCEPTED
    page = await attention_for(AWA, 50, None)
    assert attempt.id in [item.id for _, item in page.items]
    assert what_to_do(attempt, "en") == "Print the letter, post it, and record the day."
    assert rights_on(AWA, attempt).record_posting
    assert not rights_on(HELENE, attempt).record_posting


async def test_it_needs_no_hour(fakes: Fakes, morning):  # type: ignore[no-untyped-def]
    morning.move_to(MORNING + timedelta(days=5, hours=12))

    _, attempt = await printed()

    assert attempt.state is AttemptState.ACCEPTED


async def test_posting_opens_the_case():
    made, attempt = await printed()

    await record_letter_posting(AWA, attempt.id, posted_on=date(2026, 11, 24))

    case_file = await case_file_of(made)
    assert case_file.stage is Stage.AMICABLE
    assert case_file.letter_reference == attempt.letter_reference
    assert case_file.letter_posted_on == date(2026, 11, 24)
    async with reading(AGENCY):
        claims = await Claim.filter(case_file_id=made.case_file.id)
    assert {claim.letter_posted_on for claim in claims} == {date(2026, 11, 24)}
    kinds = [entry.kind for entry in await told(made, HELENE)]
    assert kinds == ["contact_planned", "contact_state_changed", "letter_posted", "stage_changed"]
    assert [item.id for _, item in (await attention_for(AWA, 50, None)).items if item.id == attempt.id] == []
    letters = await opening_letters_by_case_file(HELENE, [made.case_file.id])
    assert letters[made.case_file.id].posted_on == date(2026, 11, 24)
    assert (await plan(made)).state is AttemptState.PLANNED


async def test_posting_the_same_day_again_changes_nothing():
    made, attempt = await printed()
    await record_letter_posting(AWA, attempt.id, posted_on=clock.today())

    await record_letter_posting(AWA, attempt.id, posted_on=clock.today())

    assert [entry.kind for entry in await told(made)].count("letter_posted") == 1


async def test_another_day_is_a_contradiction(morning):  # type: ignore[no-untyped-def]
    _, attempt = await printed()
    await record_letter_posting(AWA, attempt.id, posted_on=clock.today())
    morning.shift(timedelta(days=1))

    with pytest.raises(LetterAlreadyPosted):
        await record_letter_posting(AWA, attempt.id, posted_on=clock.today())


@pytest.mark.parametrize("days", [-1, 1], ids=["before it was produced", "tomorrow"])
async def test_a_day_that_cannot_be_is_refused(days: int):
    made, attempt = await printed()

    with pytest.raises(InvalidInput):
        await record_letter_posting(AWA, attempt.id, posted_on=clock.today() + timedelta(days=days))

    assert (await case_file_of(made)).letter_posted_on is None


async def test_a_letter_that_is_not_printed_cannot_be_posted():
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan(made, Channel.LETTER)

    with pytest.raises(NotAPrintedLetter):
        await record_letter_posting(AWA, attempt.id, posted_on=clock.today())


async def test_a_hold_stops_a_letter_that_is_printed_and_not_posted():
    made, attempt = await printed()
    await hold(made)
    async with transaction(HELENE):
        await emit(HELENE, "contacts.regate", {"case_file_id": str(made.case_file.id)})

    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.BLOCKED
    assert [reason["code"] for reason in attempt.reasons] == ["CLIENT_HOLD"]
    assert await states_told(made) == ["accepted", "blocked"]


async def test_a_letter_that_was_in_the_post_before_it_was_stopped_is_posted_all_the_same():
    made, attempt = await printed()
    await hold(made)
    async with transaction(HELENE):
        await emit(HELENE, "contacts.regate", {"case_file_id": str(made.case_file.id)})
    await work()

    await record_letter_posting(AWA, attempt.id, posted_on=clock.today())

    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert (await case_file_of(made)).letter_posted_on == clock.today()


async def test_a_missing_mention_refuses_the_letter_before_it_is_planned():
    made = await make_case(stage=Stage.ACCEPTED)
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.postal.id).update(value="\n".join(["Bâtiment"] * 8))

    with pytest.raises(LetterIncomplete) as refused:
        await plan(made, Channel.LETTER)

    assert refused.value.values["mention"] == "debtor.address"
    assert await told(made) == []


async def test_a_registered_letter_is_posted_with_the_number_of_its_label():
    made, attempt = await printed()

    posted = await record_letter_posting(
        AWA,
        attempt.id,
        posted_on=clock.today(),
        service=PostalService.REGISTERED_RECEIPT,
        tracking=" 1a 123 456 789 01 ",
    )

    assert (posted.postal_service, posted.tracking_number) == (PostalService.REGISTERED_RECEIPT, "1A12345678901")
    async with reading(AGENCY):
        kept = await ContactAttempt.get(id=attempt.id)
    assert (kept.postal_service, kept.tracking_number) == (PostalService.REGISTERED_RECEIPT, "1A12345678901")
    assert [entry.kind for entry in await told(made)].count("letter_posted") == 1


@pytest.mark.parametrize(
    ("service", "tracking"),
    [
        (PostalService.REGISTERED, None),
        (PostalService.REGISTERED, "RR473124828GB"),
        (PostalService.ORDINARY, "RR473124829GB"),
    ],
)
async def test_a_number_that_does_not_fit_the_service_posts_nothing(service: PostalService, tracking: str | None):
    _, attempt = await printed()

    with pytest.raises(InvalidInput):
        await record_letter_posting(AWA, attempt.id, posted_on=clock.today(), service=service, tracking=tracking)

    assert (await reread(attempt)).posted_on is None
