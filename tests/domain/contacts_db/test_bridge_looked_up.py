"""A bridge call whose answer was lost, and that the provider's list told of while the collector's telephone rang."""

import pytest

from tandem.contacts.models import AttemptState, Channel
from tandem.contacts.outcomes import confirm
from tandem.contacts.webhooks import Dial, bridge_answer
from tandem_channels.contract import CallEvent, CallLeg, CallStatus, Provider, SendReceipt
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, call_back, plan, reread, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
FOUND = ("ringing", "in-progress", "completed")


@pytest.mark.parametrize("word", FOUND)
async def test_the_debtor_is_dialled_all_the_same(fakes: Fakes, word: str) -> None:
    """The collector's leg was once taken for the debtor's: whoever picked up heard that the call is over."""
    attempt = await plan(await make_case(), Channel.VOICE)
    await work()

    await confirm(AGENCY, attempt.id, SendReceipt(Provider.FAKE, "CA-found", word))

    assert isinstance(await bridge_answer(attempt.id), Dial)


@pytest.mark.parametrize("word", FOUND)
async def test_the_end_of_the_collectors_leg_ends_the_call_where_nobody_was_dialled(fakes: Fakes, word: str) -> None:
    attempt = await plan(await make_case(), Channel.VOICE)
    await work()
    await confirm(AGENCY, attempt.id, SendReceipt(Provider.FAKE, "CA-found", word))

    await call_back(
        CallEvent(
            provider=Provider.FAKE,
            dedupe_key="the-end",
            provider_id="CA-found",
            attempt_id=str(attempt.id),
            leg=CallLeg.COLLECTOR,
            status=CallStatus.COMPLETED,
            code=None,
            raw={},
        )
    )

    ended = await reread(attempt)
    assert ended.state is AttemptState.FAILED
    assert [reason["code"] for reason in ended.reasons] == ["COLLECTOR_NOT_REACHED"]
