"""The copy as sent: exactly what the provider was handed, sealed with its hash when it is known to have left."""

import hashlib
from typing import Any

import orjson
import pytest

from tandem.casefiles import storage
from tandem.casefiles.models import Document, Stage
from tandem.contacts import copies
from tandem.contacts.commands import SettledOutcome, record_letter_posting, settle_contact
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.templates import shipped_templates
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.timeline.sealing import Sealed, event_key, key_for, unseal
from tandem_channels.contract import Cause, DeliveryStatus, OutboundEmail, Rejected, Unavailable, Unconfirmed
from tandem_channels.letters import layout_version
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, callback, plan, reread, states_told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def sealed_in(made: MadeCase, kind: str = "contact_state_changed") -> list[dict[str, Any]]:
    """Public and sealed fields of the chain's events of a kind, in their order, opened with the debtor's key."""
    case = made.case_file
    async with reading(AGENCY):
        key = await key_for(case.agency_id, case.creditor_id, case.debtor_id, case.mandate_id)
        rows = await database.rows(
            "SELECT id, public, sealed, commitment FROM timeline_events WHERE case_file_id = $1 AND kind = $2 "
            "ORDER BY sequence",
            case.id,
            kind,
        )
    opened = [unseal(event_key(key, row["id"]), row["id"], Sealed(row["sealed"], row["commitment"])) for row in rows]
    return [
        orjson.loads(row["public"])["data"] | orjson.loads(text)["data"] for row, text in zip(rows, opened, strict=True)
    ]


async def left(made: MadeCase, attempt: ContactAttempt) -> str:
    """The one copy that the chain holds; it is what the attempt keeps, under its hash."""
    kept = (await reread(attempt)).sent_copy
    [event] = [event for event in await sealed_in(made) if event["sent_copy"]]
    assert event["sent_copy"] == kept
    assert event["copy_sha256"] == hashlib.sha256(str(kept).encode()).hexdigest()
    return str(kept)


async def test_an_email_is_kept_as_the_provider_got_it(fakes: Fakes) -> None:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)

    await work()

    [(message, _, _)] = fakes.email.accepted
    assert isinstance(message, OutboundEmail)
    template = shipped_templates()["email_reminder.fr"]
    assert orjson.loads(await left(made, attempt)) == {
        "format": 2,
        "attempt_id": str(attempt.id),
        "channel": "email",
        "to": message.to,
        "sender": message.sender,
        "sender_name": message.sender_name,
        "reply_to": None,
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "attachments": [],
        "language": "fr",
        "template": "email_reminder.fr",
        "template_version": template.version,
        # No link in this text, and no domain to answer at: nothing of it is withheld.
        "left_mark": None,
    }
    assert message.html
    assert len(template.version) == 64


async def test_an_sms_has_no_subject_and_no_html(fakes: Fakes) -> None:
    made = await make_case()
    attempt = await plan(made)

    await work()

    copy = copies.read(await left(made, attempt))
    [(message, _, _)] = fakes.sms.accepted
    assert (copy.to, copy.sender, copy.text) == (message.to, message.sender, message.body)
    assert (copy.subject, copy.html, copy.sender_name, copy.attachments) == (None, None, None, ())


async def test_the_bytes_are_sorted_json_without_spaces(fakes: Fakes) -> None:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)

    await work()

    text = await left(made, attempt)
    assert text == orjson.dumps(orjson.loads(text), option=orjson.OPT_SORT_KEYS).decode()
    assert text.startswith('{"attachments":[],"attempt_id":"')


async def test_a_call_that_a_message_opens_carries_no_copy_when_it_begins() -> None:
    made = await make_case()
    attempt = await plan(made, Channel.VOICE, template_id="call_message")

    await work()

    assert (await reread(attempt)).sent_copy is None
    assert [event["sent_copy"] for event in await sealed_in(made)] == [None] * len(await states_told(made))


async def test_a_letter_is_its_pdf_and_the_posting_names_the_same_file() -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan(made, Channel.LETTER)
    await work()
    attempt = await reread(attempt)
    async with reading(AGENCY):
        document = await Document.get(id=attempt.document_id)
    pdf = hashlib.sha256(await storage.get(document.storage_key)).hexdigest()

    await record_letter_posting(AWA, attempt.id, posted_on=clock.today())

    text = await left(made, attempt)
    copy = copies.read(text)
    assert copy.attachments == (copies.Attachment(document.name, "application/pdf", document.size, pdf),)
    assert (copy.to, copy.sender, copy.text) == (made.postal.value, "Cabinet Lenoir Recouvrement", None)
    assert copy.template_version == layout_version("fr")
    [posted] = await sealed_in(made, "letter_posted")
    assert (posted["pdf_sha256"], posted["copy_sha256"]) == (pdf, copies.sha256_of(text))


async def test_no_page_and_no_public_text_holds_the_copy_or_a_hash() -> None:
    made = await make_case()
    await plan(made, Channel.EMAIL)

    await work()

    async with reading(AGENCY):
        entries = await database.rows(
            "SELECT data::text AS data FROM timeline_entries WHERE case_file_id = $1", made.case_file.id
        )
        events = await database.rows(
            "SELECT public FROM timeline_events WHERE case_file_id = $1 AND kind = 'contact_state_changed'",
            made.case_file.id,
        )
    assert all("copy" not in row["data"] for row in entries)
    assert all("copy" not in row["public"] for row in events)


async def test_what_was_refused_did_not_leave(fakes: Fakes) -> None:
    made = await make_case()
    fakes.sms.answer_next(Rejected("21211", Cause.ADDRESS_INVALID))
    attempt = await plan(made)

    await work()

    assert (await reread(attempt)).state is AttemptState.FAILED
    assert [event["sent_copy"] for event in await sealed_in(made)] == [None]


async def test_an_unknown_outcome_keeps_the_copy_and_the_callback_seals_it_again(fakes: Fakes) -> None:
    made = await make_case()
    fakes.sms.answer_next(Unconfirmed("timed out"))
    attempt = await plan(made)
    await work()

    await call_back(callback(attempt, DeliveryStatus.DELIVERED))

    told = [(event["state"], event["sent_copy"]) for event in await sealed_in(made)]
    kept = (await reread(attempt)).sent_copy
    assert kept
    assert told == [("unconfirmed", kept), ("delivered", kept)]


async def test_a_callback_that_overtakes_the_receipt_seals_the_copy_once(fakes: Fakes) -> None:
    made = await make_case()
    fakes.sms.answer_next(Unavailable("away"))
    attempt = await plan(made)
    await work()
    assert (await reread(attempt)).state is AttemptState.PLANNED

    for status in (DeliveryStatus.SENT, DeliveryStatus.DELIVERED):
        await call_back(callback(attempt, status))

    assert [event["sent_copy"] is not None for event in await sealed_in(made)] == [True, False]


async def test_what_a_person_knows_to_have_arrived_is_sealed(fakes: Fakes) -> None:
    made = await make_case()
    fakes.sms.answer_next(Unconfirmed("timed out"))
    attempt = await plan(made)
    await work()

    await settle_contact(AWA, attempt.id, outcome=SettledOutcome.DELIVERED, comment=None)

    assert [event["sent_copy"] is not None for event in await sealed_in(made)] == [True, True]


def test_each_template_file_has_a_version_of_its_own() -> None:
    versions = [template.version for template in shipped_templates().values()]

    assert len(set(versions)) == len(versions)
    assert layout_version("fr") != layout_version("en")
