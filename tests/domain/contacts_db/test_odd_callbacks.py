"""What providers post that no database keeps, or that says to have happened tomorrow: kept and handled all the same."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tandem.casefiles.models import ContactPoint
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, OptOut
from tandem.contacts.opt_outs import opt_out
from tandem.contacts.webhooks import receive
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem_channels.contract import WebhookRequest
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, call_back, plan, reread, text_from, told, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
SENDGRID = SendGridEmail(SendGridAccount("SG.x", ""))
NOW = int(MORNING.timestamp())


def event(of: ContactAttempt, word: str, **more: Any) -> dict[str, Any]:
    return {"event": word, "timestamp": NOW, "sg_event_id": f"{of.id}-{word}", "oid": str(of.id)} | more


async def post(*batch: dict[str, Any]) -> int:
    """As SendGrid's batch comes: one request, one transaction."""
    events = SENDGRID.parse(WebhookRequest("", {}, json.dumps(batch).encode()))
    new = await receive(events)
    await work()
    return new


@pytest.mark.parametrize(
    "odd",
    [
        {"reason": "550 no such user\x00"},
        {"reason": "550 \ud800 no such user"},
        {"response\x00": ["nested", {"far": "\udfff\x00"}]},
        {"attempt": 2**80},
        {"timestamp": 10**30},
        {"timestamp": -(10**15)},
        {"timestamp": True},
        {"timestamp": float("nan")},
        {"sg_event_id": "id\x00\ud800"},
    ],
    ids=lambda odd: ascii(next(iter(odd.items()))),
)
async def test_an_odd_event_is_handled_and_keeps_none_of_its_batch_out(odd: dict[str, Any]) -> None:
    """A receiving server's own words stand in these: it may be anybody's, and says what it likes."""
    dead, good = await make_case(), await make_case()
    bounced, delivered = await plan(dead, Channel.EMAIL), await plan(good, Channel.EMAIL)
    await work()

    batch = (event(bounced, "bounce", type="bounce", status="5.1.1", **odd), event(delivered, "delivered"))
    first, again = await post(*batch), await post(*batch)

    assert (first, again) == (2, 0)
    assert (await reread(bounced)).state is AttemptState.FAILED
    assert (await reread(delivered)).state is AttemptState.DELIVERED
    async with reading(AGENCY):
        point = await ContactPoint.get(id=dead.email.id)
    assert point.invalid_at is not None


async def test_a_text_with_what_no_database_keeps_is_told_and_heeded() -> None:
    made = await make_case()
    await plan(made)
    await work()

    await call_back(text_from(made, "Je paie\x00 vendredi", key="odd"))
    await call_back(text_from(made, "ST\x00OP", key="odd too"))

    assert "Je paie vendredi" in [entry.data.get("body") for entry in await told(made)]
    async with reading(AGENCY):
        assert await OptOut.exists(address=made.phone.value, channel=Channel.SMS, lifted_at=None)


async def test_a_provider_whose_clock_is_ahead_takes_back_nothing_that_is_said_after_it() -> None:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    ahead = NOW + int(timedelta(minutes=10).total_seconds())
    await post(event(attempt, "group_resubscribe", timestamp=ahead))

    async with transaction(AGENCY):
        agency_id, address = AGENCY.organization_id, made.email.value
        said = await opt_out(
            AGENCY, agency_id, Channel.EMAIL, address, source="email", at=clock.now() + timedelta(seconds=1)
        )

    assert said
    async with reading(AGENCY):
        assert await OptOut.exists(address=address, channel=Channel.EMAIL, lifted_at=None)
