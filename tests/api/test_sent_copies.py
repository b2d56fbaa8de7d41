"""A message as it was sent, with its proof of delivery: read by both parties, masked for who may not read contents."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
import time_machine
from obstore.store import MemoryStore

from tandem import contacts
from tandem.casefiles import storage
from tandem.casefiles.models import Stage
from tandem.contacts import copies
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.entrypoints.embedded import DatabaseUrls
from tandem_channels.contract import DeliveryStatus, OutboundCall, OutboundEmail, OutboundSms
from tandem_channels.fake import FakeChannel, FakeFindableChannel
from tandem_graphql.contacts.types import ContactAttempt as ShownAttempt
from tandem_graphql.ids import global_id
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Relation, Resource
from tests.api.asking import ask
from tests.api.test_masks import read
from tests.domain.contacts_db.steps import call_back, callback, plan, reread, work
from tests.support.builders import make_case
from tests.support.services import orm

MORNING = datetime.fromisoformat("2026-11-24T10:30:00+01:00")
AS_SENT = """query ($id: ID!) { node(id: $id) { ... on ContactAttempt {
    sentCopy { to sender senderName subject text html language template sentAt sha256 segments encoding
               attachments { name contentType size sha256 } }
    deliveries { provider providerId status label leg code occurredAt receivedAt } } } }"""


@pytest.fixture
async def sms(api_database: DatabaseUrls) -> AsyncIterator[FakeFindableChannel[OutboundSms]]:
    """The worker's rights on a Tuesday morning, with channels in memory and nothing else to do."""
    await _forget_what_others_left(api_database)
    made: FakeFindableChannel[OutboundSms] = FakeFindableChannel()
    voice: FakeFindableChannel[OutboundCall] = FakeFindableChannel()
    email: FakeChannel[OutboundEmail] = FakeChannel()
    contacts.configure(contacts.Channels(sms=made, voice=voice, email=email, public_url="https://app.example"))
    storage.configure(MemoryStore())
    with time_machine.travel(MORNING, tick=False):
        async with orm(api_database.worker):
            yield made
    contacts.configure(contacts.Channels())


async def _forget_what_others_left(database: DatabaseUrls) -> None:
    """Other tests of the API ask for work and never do it; the files that it is about went with them."""
    owner = await asyncpg.connect(database.owner)
    await owner.execute("DELETE FROM outbox WHERE done_at IS NULL")
    await owner.close()


async def as_sent(attempt: ContactAttempt, person: str = "awa", organization: str = "lenoir") -> dict[str, Any]:
    answer = await ask(person, organization, AS_SENT, id=global_id("ContactAttempt", attempt.id))
    assert answer.errors == []
    found: dict[str, Any] = answer.data["node"]
    return found


async def test_both_parties_read_what_left_and_how_it_was_delivered(sms: FakeFindableChannel[OutboundSms]) -> None:
    attempt = await plan(await make_case())
    assert (await as_sent(attempt))["sentCopy"] is None
    await work()
    arrived = MORNING + timedelta(seconds=3)
    await call_back(callback(attempt, DeliveryStatus.DELIVERED, occurred_at=arrived))

    agency, creditor = await as_sent(attempt), await as_sent(attempt, "lucas", "bati-loire")

    message, receipt, _ = sms.accepted[-1]
    copy = agency["sentCopy"]
    assert (copy["to"], copy["sender"], copy["text"]) == (message.to, message.sender, message.body)
    assert (copy["html"], copy["subject"], copy["attachments"]) == (None, None, [])
    assert (copy["encoding"], copy["language"], copy["template"]) == ("UCS-2", "fr", "sms_reminder.fr")
    assert copy["segments"] >= 1
    assert copy["sha256"] == copies.sha256_of((await reread(attempt)).sent_copy)
    assert [(one["status"], one["label"]) for one in agency["deliveries"]] == [
        (receipt.status, "Remis au prestataire, qui l’a accepté"),
        ("delivered", "Remis au destinataire"),
    ]
    assert agency["deliveries"][0]["providerId"] == receipt.provider_id
    assert datetime.fromisoformat(agency["deliveries"][1]["occurredAt"]) == arrived
    assert creditor == agency


async def test_an_email_has_its_html_and_a_letter_its_file(sms: FakeFindableChannel[OutboundSms]) -> None:
    made, placed = await make_case(), await make_case(stage=Stage.ACCEPTED)
    email, letter = await plan(made, Channel.EMAIL), await plan(placed, Channel.LETTER)

    await work()

    words = (await as_sent(email))["sentCopy"]
    assert words["html"].startswith("<!doctype html>")
    assert words["senderName"] == "Cabinet Lenoir Recouvrement"
    printed = (await as_sent(letter))["sentCopy"]
    assert (printed["text"], printed["html"]) == (None, None)
    assert [file["contentType"] for file in printed["attachments"]] == ["application/pdf"]


@pytest.mark.parametrize(("person", "organization"), [("tom", "atlas"), ("nadia", "energie"), ("yann", "lemanique")])
async def test_nobody_else_reaches_it(
    sms: FakeFindableChannel[OutboundSms],
    person: str,
    organization: str,
) -> None:
    attempt = await plan(await make_case())
    await work()

    answer = await ask(person, organization, AS_SENT, id=global_id("ContactAttempt", attempt.id))

    assert answer.data == {"node": None}


@pytest.mark.parametrize("readable", [True, False])
async def test_the_copy_is_masked_with_the_contents(readable: bool) -> None:
    copy = copies.SentCopy(
        attempt_id="a", channel="sms", to="+33639980000", sender="+33937001200", sender_name=None, reply_to=None,
        subject=None, text="Bonjour", html=None, attachments=(), language="fr", template="t", template_version="v",
    )  # fmt: skip
    row = ContactAttempt(
        channel=Channel.SMS, state=AttemptState.ACCEPTED, sending_at=MORNING, sent_copy=copies.written(copy)
    )
    resources = {Resource.CONTACT_ATTEMPT} | ({Resource.CONTACT_ATTEMPT_CONTENT} if readable else set())
    sight = Sight(Relation.AGENCY, frozenset(resources))

    answer = await read(ShownAttempt, ShownAttempt(row=row, sight=sight), "channel sentCopy { text } body")

    assert answer.errors == []
    assert answer.data["found"]["sentCopy"] == ({"text": "Bonjour"} if readable else None)
