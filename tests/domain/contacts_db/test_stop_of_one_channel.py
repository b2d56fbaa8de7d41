"""Vectors 19 and 20 of the compliance notes (§5.2) by the real road: STOP came by SMS, and ends no e-mail."""

from datetime import datetime

import pytest
import time_machine

from tandem.casefiles.models import Segment
from tandem.contacts.errors import ContactRefused
from tandem.contacts.models import AttemptState, Channel
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import call_back, plan, reread, text_from, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")


async def test_stop_by_sms_ends_sms_and_an_e_mail_still_leaves(morning: time_machine.Traveller, fakes: Fakes):
    made = await make_case(segment=Segment.CONSUMER)
    await plan(made)
    await work()
    await call_back(text_from(made, "STOP", key="SM-stop"))

    morning.move_to(datetime.fromisoformat("2026-11-26T15:00:00+01:00"))
    email = await plan(made, Channel.EMAIL)
    await work()

    assert (await reread(email)).state is AttemptState.ACCEPTED
    assert [message.to for message, *_ in fakes.email.accepted] == [made.email.value]
    with pytest.raises(ContactRefused) as refused:
        await plan(made, Channel.SMS)
    assert "OPTED_OUT" in refused.value.values["codes"]
