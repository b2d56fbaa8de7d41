"""What each word of SendGrid does with the attempt, the address and the person's wish (S45; compliance, §4).

The words go through the adapter as SendGrid posts them: its table and ours are held together here.
"""

import json
from typing import Any

import pytest

from tandem.casefiles.models import ContactPoint
from tandem.contacts.models import AttemptState, Channel, OptOut
from tandem.kit.database import reading
from tandem_channels.contract import WebhookRequest
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tests.domain.contacts_db.steps import AGENCY, call_back, plan, reread, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
GOOD, DEAD, REFUSED = "good", "dead", "refused"
WORDS: list[tuple[str, dict[str, Any], AttemptState, str]] = [
    # word, what SendGrid says beside it, where the attempt ends, what becomes of the address
    ("processed", {}, AttemptState.ACCEPTED, GOOD),
    ("deferred", {"response": "451 4.7.1 try again later", "attempt": "3"}, AttemptState.ACCEPTED, GOOD),
    ("delivered", {"response": "250 OK"}, AttemptState.DELIVERED, GOOD),
    ("bounce", {"type": "bounce", "status": "5.1.1"}, AttemptState.FAILED, DEAD),
    ("bounce", {"type": "blocked", "status": "4.7.1"}, AttemptState.FAILED, GOOD),
    ("blocked", {"status": "4.7.1"}, AttemptState.ACCEPTED, GOOD),
    ("dropped", {"reason": "Bounced Address"}, AttemptState.FAILED, DEAD),
    ("dropped", {"reason": "Invalid"}, AttemptState.FAILED, DEAD),
    ("dropped", {"reason": "Unsubscribed Address"}, AttemptState.FAILED, REFUSED),
    ("dropped", {"reason": "Spam Reporting Address"}, AttemptState.FAILED, REFUSED),
    ("dropped", {"reason": "Spam Content (if spam checker app enabled)"}, AttemptState.FAILED, GOOD),
    ("dropped", {"reason": "Recipient List over Package Quota"}, AttemptState.FAILED, GOOD),
    ("spamreport", {}, AttemptState.DELIVERED, REFUSED),
    ("unsubscribe", {}, AttemptState.DELIVERED, REFUSED),
    ("group_unsubscribe", {"asm_group_id": 12}, AttemptState.DELIVERED, REFUSED),
    ("group_resubscribe", {"asm_group_id": 12}, AttemptState.ACCEPTED, GOOD),
    ("open", {}, AttemptState.DELIVERED, GOOD),
    ("click", {"url": "https://app.example/o/abc"}, AttemptState.DELIVERED, GOOD),
    ("a word of tomorrow", {}, AttemptState.ACCEPTED, GOOD),
]


@pytest.mark.parametrize(
    ("word", "more", "state", "address"), WORDS, ids=[f"{w} {list(m.values())}" for w, m, _, _ in WORDS]
)
async def test_each_word_does_what_the_list_says(
    word: str, more: dict[str, Any], state: AttemptState, address: str
) -> None:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    told = {
        "event": word,
        "email": made.email.value,
        "timestamp": 1_795_600_000,
        "sg_event_id": f"{attempt.id}-{word}",
        "sg_message_id": "abc.recvd-1",
        "oid": str(attempt.id),
        **more,
    }
    events = SendGridEmail(SendGridAccount("SG.key", "")).parse(
        WebhookRequest("https://app.example/webhooks/sendgrid/events", {}, json.dumps([told]).encode())
    )

    await call_back(*events)  # type: ignore[arg-type]

    assert (await reread(attempt)).state is state
    async with reading(AGENCY):
        point = await ContactPoint.get(id=made.email.id)
        refusals = await OptOut.filter(address=made.email.value, lifted_at=None)
    assert (point.invalid_at is not None) is (address == DEAD)
    assert [one.channel for one in refusals] == ([Channel.EMAIL] if address == REFUSED else [])
