"""What is texted back to HELP and AIDE (compliance, §4: HELP and INFO, in French AIDE)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from structlog.testing import capture_logs

from tandem.contacts import sms_answers, way_out
from tandem.contacts.commands import record_opt_out
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.queries import templates_for
from tandem.contacts.templates.rendering import ValueForbidden
from tandem_channels.keywords import Reply
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AWA, call_back, plan, text_from, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
async def written_to() -> MadeCase:
    """Somebody to whom a text was sent."""
    made = await make_case()
    await plan(made)
    await work()
    return made


@pytest.mark.parametrize("word", ["AIDE", "Help", "info svp", " aide ? "])
async def test_help_is_answered_with_how_to_reach_the_agency(written_to: MadeCase, fakes: Fakes, word: str):
    """Twilio answers HELP and INFO by itself too, unless Advanced Opt-Out says otherwise, and names nobody: of the two
    texts ours alone says who writes. AIDE it does not know (compliance, §4).
    """
    await call_back(text_from(written_to, word, key="1"))

    answer, _, _ = fakes.sms.accepted[-1]
    assert len(fakes.sms.accepted) == 2
    assert answer.to == written_to.phone.value
    assert "Cabinet Lenoir" in answer.body
    assert "01 99 00 12 10" in answer.body
    assert f"/o/{way_out.code_of(UUID(answer.attempt_id))}" in answer.body
    assert written_to.case_file.reference not in answer.body


async def test_help_that_the_agencys_own_words_at_twilio_answered_is_told_and_not_answered_twice(
    written_to: MadeCase, fakes: Fakes
):
    await call_back(replace(text_from(written_to, "AIDE", key="1"), taken_as=Reply.HELP))

    assert len(fakes.sms.accepted) == 1
    assert [entry.kind for entry in await told(written_to)].count("inbound_message_received") == 1


async def test_what_was_asked_stands_on_the_timeline_before_its_answer(written_to: MadeCase):
    await call_back(text_from(written_to, "AIDE", key="1"))

    kinds = [entry.kind for entry in await told(written_to)]
    assert kinds.index("inbound_message_received") < len(kinds) - 1 - kinds[::-1].index("contact_planned")


async def test_a_machine_that_asks_again_and_again_gets_one_answer_a_day(
    written_to: MadeCase, fakes: Fakes, morning: time_machine.Traveller
):
    for number in range(3):
        await call_back(text_from(written_to, "HELP", key=f"{number}"))
    same_day = len(fakes.sms.accepted)
    morning.shift(timedelta(days=1, minutes=1))

    await call_back(text_from(written_to, "HELP", key="next day"))

    assert (same_day, len(fakes.sms.accepted)) == (2, 3)


async def test_who_has_refused_texts_gets_none(written_to: MadeCase, fakes: Fakes):
    await record_opt_out(AWA, written_to.case_file.id, written_to.phone.id, channel=Channel.SMS)

    await call_back(text_from(written_to, "AIDE", key="1"))

    assert len(fakes.sms.accepted) == 1


async def test_somebody_to_whom_nothing_was_ever_sent_gets_no_answer(fakes: Fakes):
    made = await make_case()

    await call_back(text_from(made, "AIDE", key="1"))

    assert fakes.sms.accepted == []


async def test_nobody_chooses_this_text(written_to: MadeCase):
    offered = await templates_for(AWA, written_to.case_file.id, Channel.SMS)

    assert not [one for one in offered if one.id.startswith("sms_help")]
    assert {one.purpose for one in offered} == {Purpose.DEMAND}


async def test_of_an_answer_that_holds_what_may_not_be_sent_the_log_has_no_word(
    written_to: MadeCase, monkeypatch: pytest.MonkeyPatch
):
    """Values are of a case file: a number, a name, an amount."""

    async def forbidden(*_: object) -> None:
        raise ValueForbidden("sms_help", "0899123456", "premium", ["agency_phone"])

    monkeypatch.setattr(sms_answers, "_answer", forbidden)
    with capture_logs() as logs:
        await call_back(text_from(written_to, "AIDE", key="1"))

    [said] = [one for one in logs if one["event"] == "contacts.text_not_answered"]
    assert said["error"] == "VALUE_FORBIDDEN"
    assert "0899123456" not in str(said)
