"""A person who owed to another creditor before: what they write is told to nobody whom it may not be meant for."""

import pytest

from tandem.casefiles.models import CaseFile, ContactPoint, Stage
from tandem.contacts.incoming.keeping import receive_email
from tandem.contacts.models import InboundMessage, InboundState, InboundWhy
from tandem.kit.database import reading, transaction
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, HELENE, call_back, plan, text_from, told, work
from tests.support.builders import MadeCase, make_case
from tests.support.mails import email

pytestmark = pytest.mark.usefixtures("worker")


async def closed_elsewhere(made: MadeCase) -> MadeCase:
    """Another creditor's case file of the same number and address, which is closed."""
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
        await ContactPoint.filter(id=other.email.id).update(value=made.email.value)
        await CaseFile.filter(id=other.case_file.id).update(stage=Stage.CLOSED, closed_at=MORNING, close_code="paid")
    return other


async def test_an_answer_to_a_creditor_whose_case_is_closed_is_told_to_no_other_creditor() -> None:
    """The last text was the receipt of a case that has ended since; its answer is nothing to whoever is left."""
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await plan(other)
    await work()
    made = await make_case()
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.phone.id).update(value=other.phone.value)
        await CaseFile.filter(id=other.case_file.id).update(stage=Stage.CLOSED, closed_at=MORNING, close_code="paid")

    await call_back(text_from(other, "J'ai réglé Énergie hier, merci", key="1"))

    assert await told(made, HELENE) == []
    assert await told(made) == []
    async with reading(AGENCY):
        [waiting] = await InboundMessage.filter(sender=other.phone.value, state=InboundState.WAITING)
    assert waiting.why is InboundWhy.SEVERAL_CASE_FILES


async def test_an_answer_to_the_creditor_whose_case_is_open_is_told_to_it_though_another_was_closed() -> None:
    made = await make_case()
    await closed_elsewhere(made)
    await plan(made)
    await work()

    await call_back(text_from(made, "Je paie vendredi", key="1"))

    assert "inbound_message_received" in {entry.kind for entry in await told(made, HELENE)}


async def test_a_text_out_of_the_blue_of_who_once_owed_to_another_creditor_waits_on_a_person() -> None:
    made = await make_case()
    await closed_elsewhere(made)

    await call_back(text_from(made, "C'est réglé", key="1"))

    assert await told(made, HELENE) == []
    async with reading(AGENCY):
        assert await InboundMessage.filter(sender=made.phone.value, state=InboundState.WAITING).count() == 1


async def test_an_e_mail_out_of_the_blue_of_who_once_owed_to_another_creditor_waits_on_a_person() -> None:
    made = await make_case()
    await closed_elsewhere(made)

    await receive_email(email(made.email.value, "dossiers@lenoir.example", "C'est réglé"), AGENCY.organization_id)
    await work()

    assert await told(made, HELENE) == []
    async with reading(AGENCY):
        [waiting] = await InboundMessage.filter(sender=made.email.value)
    assert (waiting.state, waiting.why) == (InboundState.WAITING, InboundWhy.SEVERAL_CASE_FILES)
