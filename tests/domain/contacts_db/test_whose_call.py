"""A call that goes on is its caller's: a colleague neither cuts it off nor says how it went; a manager may."""

from dataclasses import replace

import pytest

from tandem.contacts.attention import rights_on
from tandem.contacts.calling.commands import hang_up_call
from tandem.contacts.commands import record_call_outcome
from tandem.contacts.models import Disposition
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.ids import new_id
from tandem.organizations.errors import NotPermitted
from tandem_channels.contract import CallLeg, CallStatus
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AWA, reread, work
from tests.domain.contacts_db.test_calls import leg
from tests.domain.contacts_db.test_phone_line import on_the_line, opened
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
MARC = actor_of_cast("marc")
COLLEAGUE = replace(AWA, membership_id=new_id(), person_name="Bastien Colin")


async def test_a_colleague_touches_no_call_that_goes_on(fakes: Fakes) -> None:
    await opened()
    attempt = await on_the_line(await make_case())
    await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
    talking = await reread(attempt)

    with pytest.raises(NotPermitted):
        await hang_up_call(COLLEAGUE, attempt.id)
    with pytest.raises(NotPermitted):
        await record_call_outcome(COLLEAGUE, attempt.id, disposition=Disposition.REACHED, comment=None)
    await work()

    rights = {who: rights_on(who, talking) for who in (AWA, COLLEAGUE, MARC)}
    assert {(one.hang_up, one.record_outcome) for who, one in rights.items() if who is not COLLEAGUE} == {(True, True)}
    assert (rights[COLLEAGUE].hang_up, rights[COLLEAGUE].record_outcome) == (False, False)
    assert fakes.voice.hung_up == []
    assert (await reread(attempt)).disposition is None


async def test_a_manager_may_cut_it_off(fakes: Fakes) -> None:
    await opened()
    attempt = await on_the_line(await make_case())

    await hang_up_call(MARC, attempt.id)
    await work()

    assert fakes.voice.hung_up == [attempt.provider_id]


async def test_how_a_call_went_that_is_over_is_told_by_whoever_is_there() -> None:
    await opened()
    attempt = await on_the_line(await make_case())
    await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
    await leg(attempt, CallLeg.DEBTOR, CallStatus.COMPLETED)

    await record_call_outcome(COLLEAGUE, attempt.id, disposition=Disposition.REACHED, comment=None)

    assert (await reread(attempt)).disposition is Disposition.REACHED
