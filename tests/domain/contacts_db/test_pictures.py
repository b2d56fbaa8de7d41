"""Pictures that come with a text: said at once, fetched, filed where the text is, destroyed at the provider."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from tandem import contacts
from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, ContactPoint, Document
from tandem.contacts.commands import attach_inbound_message
from tandem.contacts.incoming.triage import TriageList, inbound_for
from tandem.contacts.models import InboundMessage
from tandem.contacts.webhooks import receive
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.outbox import tasks
from tandem_channels.contract import Cause, InboundMedium, InboundSmsEvent, Provider, Rejected, Unavailable
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, sandbox_server
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, outbox_of, told, work
from tests.support.builders import MadeCase, make_case
from tests.support.mails import PDF, base64_of

pytestmark = pytest.mark.usefixtures("worker")
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
PROGRAM = b"MZ\x90\x00" + bytes(100)
MESSAGE = f"MM{'0' * 32}"
STRANGER = "+33639980077"


def medium(place: int) -> str:
    return f"ME{place:032d}"


def mms(fakes: Fakes, sender: str, body: str, *files: tuple[str, bytes | None], key: str = "1") -> InboundSmsEvent:
    """A text with files; those that are None the provider has not."""
    for place, (_, data) in enumerate(files):
        if data is not None:
            fakes.sms.media.files[MESSAGE, medium(place)] = data
    return InboundSmsEvent(
        provider=Provider.FAKE,
        dedupe_key=key,
        provider_id=MESSAGE,
        sender=sender,
        to="+33937001200",
        body=body,
        raw={"Body": body},
        media=tuple(InboundMedium(medium(place), kind) for place, (kind, _) in enumerate(files)),
    )


async def documents_of(made: MadeCase) -> list[Document]:
    async with reading(AGENCY):
        return await Document.filter(case_file_id=made.case_file.id).order_by("name")


async def kinds(made: MadeCase) -> list[str]:
    return [entry.kind for entry in await told(made) if not entry.kind.startswith("contact_")]


async def waiting() -> InboundMessage:
    [(_, message)] = (await inbound_for(AWA, TriageList.WAITING, 50, None)).items
    return message


async def test_they_are_told_with_the_text_and_become_documents_of_both_parties(fakes: Fakes):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "Voici", ("image/jpeg", JPEG), ("application/pdf", PDF))])

    await work()

    [text, first, second] = await told(made, HELENE)
    assert (text.kind, text.data["body"], text.data["media"]) == (
        "inbound_message_received",
        "Voici",
        ["image/jpeg", "application/pdf"],
    )
    assert {first.kind, second.kind} == {"document_added"}
    assert [(one.name, one.content_type, one.chain) for one in await documents_of(made)] == [
        ("document-2.pdf", "application/pdf", "parties"),
        ("image-1.jpg", "image/jpeg", "parties"),
    ]
    assert [await storage.get(one.storage_key) for one in await documents_of(made)] == [PDF, JPEG]
    assert fakes.sms.media.files == {}


async def test_a_picture_without_a_word_is_a_message(fakes: Fakes):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "", ("image/jpeg", JPEG))])

    await work()

    assert await kinds(made) == ["inbound_message_received", "document_added"]


async def test_a_stop_with_a_picture_is_heeded_and_the_picture_is_kept(fakes: Fakes):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "STOP", ("image/jpeg", JPEG))])

    await work()

    assert sorted(await kinds(made)) == ["document_added", "inbound_message_received", "opt_out_recorded"]


async def test_told_and_fetched_twice_it_is_once(fakes: Fakes):
    made = await make_case()
    event = mms(fakes, made.phone.value, "Voici", ("image/jpeg", JPEG))

    await receive([event, event])
    await work()
    await receive([event])
    await work()

    assert await kinds(made) == ["inbound_message_received", "document_added"]


async def test_what_another_creditors_case_may_mean_is_kept_from_the_client(fakes: Fakes):
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)

    await receive([mms(fakes, made.phone.value, "Voici", ("image/jpeg", JPEG))])
    await work()

    message = await waiting()
    assert [(one["name"], one["refused"]) for one in message.attachments] == [("image-1.jpg", None)]
    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=False)
    assert [one.chain for one in await documents_of(made)] == ["agency"]
    assert await told(made, HELENE) == []


async def test_a_strangers_pictures_wait_in_triage_until_they_are_placed(fakes: Fakes):
    made = await make_case()
    await receive([mms(fakes, STRANGER, "Voici", ("image/jpeg", JPEG), ("video/3gpp", b"\x00\x01\x02"))])
    [event] = await outbox_of("contacts.provider_event")
    await tasks.run(event)
    at_once = await waiting()

    await work()
    message = await waiting()
    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=True)

    assert [one["refused"] for one in at_once.attachments] == ["fetching", "fetching"]
    assert [one["refused"] for one in message.attachments] == [None, "unknown_type"]
    assert fakes.sms.media.files == {}
    assert [one.name for one in await documents_of(made)] == ["image-1.jpg"]
    [text] = [entry for entry in await told(made) if entry.kind == "inbound_message_received"]
    assert text.data["media"] == ["image/jpeg", "video/3gpp"]
    assert len(text.data["refused_files"]) == 1
    assert await storage.keys_under("inbound") == []


async def test_placed_before_they_were_fetched_they_follow(fakes: Fakes):
    made = await make_case()
    await receive([mms(fakes, STRANGER, "Voici", ("image/jpeg", JPEG))])
    [event] = await outbox_of("contacts.provider_event")
    await tasks.run(event)
    message = await waiting()
    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=False)
    before = await documents_of(made)

    await work()

    assert before == []
    assert [(one.name, one.chain) for one in await documents_of(made)] == [("image-1.jpg", "agency")]
    assert await storage.keys_under("inbound") == []


@pytest.mark.parametrize(
    ("data", "why"),
    [(PROGRAM, "dangerous"), (b"\x00\x01\x02", "unknown_type"), (b"", "empty")],
    ids=["program", "unknown", "empty"],
)
async def test_what_no_upload_may_be_is_told_and_not_kept(fakes: Fakes, data: bytes, why: str):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "Voici", ("image/jpeg", data))])

    await work()

    [lost] = [entry for entry in await told(made, HELENE) if entry.kind == "inbound_file_lost"]
    assert lost.data["why"] == why
    assert await documents_of(made) == []
    assert fakes.sms.media.files == {}


async def test_what_the_provider_has_not_yet_is_asked_for_again(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "Voici", ("image/jpeg", None))])
    await work()
    fakes.sms.media.files[MESSAGE, medium(0)] = JPEG

    morning.shift(timedelta(seconds=6))
    await work()

    assert await kinds(made) == ["inbound_message_received", "document_added"]


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (None, timedelta(minutes=11)),
        (Unavailable("away"), timedelta(days=1, minutes=1)),
        (Rejected("401", Cause.CONFIGURATION), timedelta(days=1, minutes=1)),
    ],
    ids=["gone", "away", "refused"],
)
async def test_what_is_never_had_is_told_as_lost(
    fakes: Fakes, morning: time_machine.Traveller, error: Exception | None, wait: timedelta
):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "Voici", ("image/jpeg", None))])
    if error is not None:
        fakes.sms.media.answers.extend([error, error])
    await work()
    meanwhile = await kinds(made)

    morning.shift(wait)
    await work()

    assert meanwhile == ["inbound_message_received"]
    [lost] = [entry for entry in await told(made) if entry.kind == "inbound_file_lost"]
    assert lost.data["why"] == "lost"


async def test_a_handler_that_fails_again_and_again_ends_in_a_visible_state(fakes: Fakes):
    await receive([mms(fakes, STRANGER, "Voici", ("image/jpeg", JPEG))])
    [event] = await outbox_of("contacts.provider_event")
    await tasks.run(event)
    [fetching] = await outbox_of("contacts.inbound_media")
    row = await database.row("SELECT payload FROM outbox WHERE id = $1", fetching)
    assert row
    fakes.sms.media.answers.extend([RuntimeError("broken")] * 5)  # type: ignore[list-item]
    for _ in range(5):
        await tasks.run(fetching)

    assert [one["refused"] for one in (await waiting()).attachments] == ["lost"]
    row = await database.row("SELECT failed_at FROM outbox WHERE id = $1", fetching)
    assert row
    assert row["failed_at"] is not None


async def test_nothing_is_added_to_a_case_file_that_was_erased_meanwhile(fakes: Fakes):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "Voici", ("image/jpeg", JPEG))])
    [event] = await outbox_of("contacts.provider_event")
    await tasks.run(event)
    async with transaction(AGENCY):
        await CaseFile.filter(id=made.case_file.id).update(erased_at=clock.now())

    await work()

    assert await documents_of(made) == []
    assert await storage.keys_under(f"documents/{made.case_file.id}") == []
    assert fakes.sms.media.files == {}


async def test_what_the_provider_does_not_destroy_is_tried_again(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "Voici", ("image/jpeg", JPEG))])
    for _ in range(2):
        for topic in ("contacts.provider_event", "contacts.inbound_media"):
            for row in await outbox_of(topic):
                await tasks.run(row)
    fakes.sms.media.answers.append(Unavailable("away"))
    await work()
    left = dict(fakes.sms.media.files)

    morning.shift(timedelta(minutes=11))
    await work()

    assert left
    assert fakes.sms.media.files == {}
    assert await kinds(made) == ["inbound_message_received", "document_added"]


async def test_without_an_account_to_destroy_it_at_it_is_on_the_list_of_failures(fakes: Fakes):
    made = await make_case()
    await receive([mms(fakes, made.phone.value, "Voici", ("image/jpeg", JPEG))])
    for topic in ("contacts.provider_event", "contacts.inbound_media"):
        [row] = await outbox_of(topic)
        await tasks.run(row)
    contacts.configure(contacts.Channels(public_url="https://app.example"))
    [clearing] = await outbox_of("contacts.clear_media")

    for _ in range(10):
        await tasks.run(clearing)

    row = await database.row("SELECT failed_at, done_at FROM outbox WHERE id = $1", clearing)
    assert row
    assert (row["failed_at"] is not None, row["done_at"]) == (True, None)


async def test_placed_while_they_are_fetched_no_copy_stays_outside_of_the_case_file(
    fakes: Fakes, morning: time_machine.Traveller
):
    made = await make_case()
    await receive([mms(fakes, STRANGER, "Voici", ("image/jpeg", JPEG))])
    [event] = await outbox_of("contacts.provider_event")
    await tasks.run(event)
    message, [fetching] = await waiting(), await outbox_of("contacts.inbound_media")
    put = storage.put

    async def placed_meanwhile(key: str, data: bytes) -> storage.StoredFile:
        kept = await put(key, data)
        await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=False)
        return kept

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(storage, "put", placed_meanwhile)
        await tasks.run(fetching)
    left = await storage.keys_under("inbound")
    morning.shift(timedelta(seconds=2))
    await work()

    assert left == []
    assert [one.name for one in await documents_of(made)] == ["image-1.jpg"]


async def test_from_the_debtors_phone_in_the_sandbox_to_the_case_file(tmp_path: Path):
    with time_machine.travel(MORNING, tick=True):
        async with sandbox_server(tmp_path, pace=0.01) as sandbox:
            sms = TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, sandbox.url))
            contacts.configure(contacts.Channels(sms=sms, public_url="https://app.example"))
            made = await make_case()
            files = [{"type": "image/jpeg", "base64": base64_of(JPEG)}]
            reply = {"from": made.phone.value, "to": "+33937001200", "body": "", "files": files}
            assert await sandbox.post("replies", **reply) == 201
            [post] = await sandbox.receiver.wait_for(made.phone.value.removeprefix("+"), 1)

            await receive(sms.parse(post))
            await work()

            [left] = (await sandbox.get("media"))["media"]
            assert left["deleted_at"]
            await sms.close()
    [document] = await documents_of(made)
    assert await storage.get(document.storage_key) == JPEG
