"""An American consumer's opening letter brings the validation notice; five days after the first contact it is due."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from tandem.casefiles import storage
from tandem.casefiles.models import Claim, Debtor, Document, Segment, Stage
from tandem.contacts import content
from tandem.contacts.commands import plan_contact, record_letter_posting, record_received_call
from tandem.contacts.errors import LetterIncomplete
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.places import LEGAL_ZONE
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tests.channels.pdf_text import text_of
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.domain.contacts_db.test_jurisdictions import asked, living_in
from tests.support.builders import MadeCase, make_case, make_guarantor

pytestmark = pytest.mark.usefixtures("worker")
PRINTED = MORNING.date()


async def american(issued_on: date | None = date(2026, 9, 1)) -> MadeCase:
    made = await living_in(
        "US",
        "+12125550100",
        "1 Main Street\nNew York, NY 10001",
        segment=Segment.CONSUMER,
        stage=Stage.ACCEPTED,
        amounts=(100_00, 200_00),
    )
    async with transaction(AGENCY):
        await Claim.filter(case_file_id=made.case_file.id).update(issued_on=issued_on)
    return made


async def facts(made: MadeCase) -> CaseFacts:
    async with transaction(AGENCY):
        return (await facts_of([made.case_file.id]))[made.case_file.id]


async def printed(made: MadeCase) -> ContactAttempt:
    attempt = await plan(made, Channel.LETTER)
    await work()
    attempt = await reread(attempt)
    assert attempt.state is AttemptState.ACCEPTED
    return attempt


async def test_the_letter_encloses_it_with_the_end_of_the_period() -> None:
    attempt = await printed(await american())

    async with reading(AGENCY):
        document = await Document.get(id=attempt.document_id)
    text = text_of(await storage.get(document.storage_key))
    # Printed on Tuesday 24 November, posted a week later at most: received on 8 December, thirty days more.
    assert "7 janvier 2027" in (attempt.body or "")
    assert text.count("by January 7, 2027, to dispute all or part of the debt.") == 2
    assert text.count("This is not my debt.") == 2


async def test_posting_it_fulfils_the_duty_that_stopped_everything_but_letters(morning: time_machine.Traveller) -> None:
    made = await american()
    attempt = await printed(made)
    await record_received_call(AWA, made.case_file.id, made.party.id, at=clock.now())
    morning.move_to(MORNING + timedelta(days=6, hours=6))

    overdue = await asked(made)
    await record_letter_posting(AWA, attempt.id, posted_on=PRINTED + timedelta(days=6))
    posted = await asked(made)

    assert "US_VALIDATION_NOTICE_OVERDUE" in overdue.codes
    assert "US_VALIDATION_NOTICE_OVERDUE" not in posted.codes
    told = await facts(made)
    assert {told.noticed_on(claim, attempt.party_id) for claim in told.claims} == {PRINTED + timedelta(days=6)}
    assert not content.opening_due(told)


async def test_the_five_days_begin_with_a_talk_whoever_called_and_with_a_letter_once_it_is_posted(
    morning: time_machine.Traveller,
) -> None:
    """12 CFR 1006.34(a)(1)(i)(B), (b)(2)."""
    made = await american()
    other = await make_guarantor(made, segment=Segment.CONSUMER)
    attempt = await printed(made)
    found = [{claim.first_contacts.get(made.party.id) for claim in (await facts(made)).claims}]

    await record_letter_posting(AWA, attempt.id, posted_on=PRINTED)
    found.append({claim.first_contacts.get(made.party.id) for claim in (await facts(made)).claims})
    await record_received_call(AWA, made.case_file.id, made.party.id, at=MORNING - timedelta(days=2))
    await record_received_call(AWA, made.case_file.id, other.party.id, at=MORNING)
    told = await facts(made)

    posted = datetime.combine(PRINTED, time(12), LEGAL_ZONE)
    assert found == [{None}, {posted}]
    assert [claim.first_contacts for claim in told.claims] == [
        {made.party.id: MORNING - timedelta(days=2), other.party.id: MORNING}
    ] * 2


async def test_a_posting_that_would_cut_the_period_short_is_refused(morning: time_machine.Traveller) -> None:
    made = await american()
    attempt = await printed(made)
    morning.move_to(MORNING + timedelta(days=9))

    with pytest.raises(InvalidInput) as refused:
        await record_letter_posting(AWA, attempt.id, posted_on=PRINTED + timedelta(days=8))

    assert refused.value.values["expected"] == "posting_day_of_notice"
    assert (await reread(attempt)).posted_on is None


async def test_without_the_invoices_day_no_letter_is_planned() -> None:
    with pytest.raises(LetterIncomplete) as incomplete:
        await plan(await american(issued_on=None), Channel.LETTER)

    assert incomplete.value.values["mention"] == "notice.debts[0].itemized_on"


async def test_the_notice_counts_though_several_laws_judged_the_letter() -> None:
    made = await make_case(segment=Segment.CONSUMER, stage=Stage.ACCEPTED)
    other = await make_guarantor(made, segment=Segment.CONSUMER, phone="+12125550100")
    async with transaction(AGENCY):
        await Claim.filter(case_file_id=made.case_file.id).update(issued_on=date(2026, 9, 1))
    attempt = await plan_contact(
        AWA,
        made.case_file.id,
        other.postal.id,
        channel=Channel.LETTER,
        template_id="opening_letter",
        send_at=None,
        idempotency_key="to a guarantor",
    )
    await work()

    await record_letter_posting(AWA, attempt.id, posted_on=PRINTED)

    kept, told = await reread(attempt), await facts(made)
    assert kept.encloses_notice
    assert [name[:2] for name in (kept.pack_version or "").split(" + ")] == ["FR", "US"]
    assert {told.noticed_on(claim, other.party.id) for claim in told.claims} == {PRINTED}
    assert not content.opening_due(told, other.party.id)


async def test_who_moved_to_america_after_the_letter_gets_another_with_the_notice() -> None:
    made = await living_in("FR", "+33639980000", "1 rue du Test\n44000 Nantes", segment=Segment.CONSUMER)
    at_home = content.opening_due(await facts(made))
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country="US")

    abroad = await facts(made)

    assert (at_home, content.opening_due(abroad)) == (False, True)
    assert [abroad.noticed_on(claim, made.party.id) for claim in abroad.claims] == [None]
