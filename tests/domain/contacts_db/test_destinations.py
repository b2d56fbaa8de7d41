"""Numbers that nothing is sent to: refused when a contact is planned, told on the button, stopped when it is due."""

import pytest

from tandem.casefiles.models import ContactPoint
from tandem.contacts.errors import DestinationRefused
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.queries import channels_by_case_file
from tandem.kit.database import transaction
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
PREMIUM, BRITISH = "+33892123456", "+447400123456"


async def has_number(made: MadeCase, number: str) -> None:
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.phone.id).update(value=number)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
@pytest.mark.parametrize(("number", "word"), [(PREMIUM, "surtaxé"), (BRITISH, "GB")])
async def test_such_a_number_is_refused_with_its_reason_and_nothing_is_written(
    channel: Channel, number: str, word: str
):
    made = await make_case()
    await has_number(made, number)

    with pytest.raises(DestinationRefused) as refused:
        await plan(made, channel)

    assert word in refused.value.message("fr")
    async with transaction(AGENCY):
        assert not await ContactAttempt.filter(case_file_id=made.case_file.id).exists()


async def test_the_button_says_why():
    made = await make_case()
    await has_number(made, PREMIUM)

    found = (await channels_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]

    codes = {one.channel: [reason["code"] for reason in one.answer.reasons] for one in found}
    assert codes[Channel.SMS] == codes[Channel.VOICE] == ["DESTINATION_SURCHARGED"]
    assert codes[Channel.EMAIL] == []


async def test_what_was_planned_before_is_stopped_and_never_leaves(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(to_address=PREMIUM)
        await ContactPoint.filter(id=made.phone.id).update(value=PREMIUM)

    await work()

    stopped = await reread(attempt)
    assert stopped.state is AttemptState.BLOCKED
    assert [reason["code"] for reason in stopped.reasons] == ["DESTINATION_SURCHARGED"]
    assert fakes.sms.accepted == []
