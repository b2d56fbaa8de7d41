"""Files of the case file that leave with an e-mail."""

import hashlib
from typing import Any

import orjson
import pytest

from tandem.casefiles import storage
from tandem.casefiles.models import Document
from tandem.casefiles.publishing import Audience
from tandem.contacts.attachments import MOST_BYTES, MOST_FILES, safe_name
from tandem.contacts.commands import plan_contact
from tandem.contacts.errors import (
    AttachmentMissing,
    AttachmentsNotCarried,
    AttachmentsTooLarge,
    AttachmentUnusable,
)
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.kit.database import transaction
from tandem_channels.contract import AttachedFile
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, reread, told, work
from tests.domain.documents.road import PDF, added
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def shared(made: MadeCase, name: str = "Facture F-1.pdf", data: bytes = PDF, **changes: Any) -> Document:
    """A document that both parties read."""
    key = f"documents/{made.case_file.id}/{hashlib.sha256(name.encode()).hexdigest()}"
    stored = await storage.put(key, data)
    row: dict[str, Any] = {
        "chain": "parties",
        "state": "recorded",
        "name": name,
        "content_type": "application/pdf",
        "size": stored.size,
        "sha256": stored.sha256,
        "storage_key": stored.key,
        "created_at": made.case_file.placed_at,
    }
    async with transaction(AGENCY):
        return await Document.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file=made.case_file,
            **{**row, **changes},
        )


async def send(
    made: MadeCase,
    *documents: Document,
    channel: Channel = Channel.EMAIL,
    template_id: str = "email_reminder.fr",
    key: str = "with-files",
) -> ContactAttempt:
    return await plan_contact(
        AWA,
        made.case_file.id,
        (made.email if channel is Channel.EMAIL else made.phone).id,
        channel=channel,
        template_id=template_id,
        send_at=None,
        idempotency_key=key,
        document_ids=[one.id for one in documents],
    )


async def test_files_leave_once_each_and_stand_in_the_copy_with_their_hash(fakes: Fakes) -> None:
    made = await make_case()
    first, second = await shared(made), await shared(made, 'plan/2026: "bis".pdf', PDF + b"%2")

    attempt = await send(made, first, second, first)
    await work()

    [(message, _, _)] = fakes.email.accepted
    assert message.attachments == (
        AttachedFile("Facture F-1.pdf", "application/pdf", PDF),
        AttachedFile("plan_2026_ _bis_.pdf", "application/pdf", PDF + b"%2"),
    )
    kept = orjson.loads(str((await reread(attempt)).sent_copy))["attachments"]
    assert [(one["name"], one["size"], one["sha256"]) for one in kept] == [
        (file.name, len(file.content), hashlib.sha256(file.content).hexdigest()) for file in message.attachments
    ]
    [planned] = [entry for entry in await told(made) if entry.kind == "contact_planned"]
    assert planned.data["attached"] == ["Facture F-1.pdf", "plan_2026_ _bis_.pdf"]


async def test_the_text_for_files_names_them(fakes: Fakes) -> None:
    made = await make_case()

    await send(made, await shared(made), template_id="email_invoice_copy.fr")
    await work()

    [(message, _, _)] = fakes.email.accepted
    assert "Vous trouverez en pièce jointe :\n\nFacture F-1.pdf\n" in message.text


async def test_the_text_for_files_does_not_leave_without_any() -> None:
    made = await make_case()

    with pytest.raises(AttachmentMissing):
        await send(made, template_id="email_invoice_copy.fr")

    assert await told(made) == []


async def test_a_file_of_one_side_or_still_to_be_taken_back_or_of_another_case_is_not_attached() -> None:
    made, other = await make_case(), await make_case()
    own = await added(AWA, made, Audience.OWN_SIDE)
    waiting = await added(AWA, made, Audience.PARTIES)

    for refused in (own, waiting, await shared(other)):
        with pytest.raises(AttachmentUnusable):
            await send(made, refused)

    assert not [entry for entry in await told(made) if entry.kind == "contact_planned"]


async def test_a_text_message_carries_no_files() -> None:
    made = await make_case()

    with pytest.raises(AttachmentsNotCarried):
        await send(made, await shared(made), channel=Channel.SMS, template_id="sms_reminder.fr")


async def test_too_many_bytes_or_files_are_refused() -> None:
    made = await make_case()
    large = [await shared(made, f"{number}.pdf", size=MOST_BYTES // 2 + number) for number in (0, 1)]
    many = [await shared(made, f"{number} bis.pdf") for number in range(MOST_FILES + 1)]

    for documents in (large, many):
        with pytest.raises(AttachmentsTooLarge):
            await send(made, *documents)

    await send(made, *many[1:])


@pytest.mark.parametrize("bytes_now", [None, b"%PDF-1.7 another"])
async def test_a_file_that_is_gone_or_another_is_never_sent(fakes: Fakes, bytes_now: bytes | None) -> None:
    made = await make_case()
    document = await shared(made)
    attempt = await send(made, document)
    await storage.delete(document.storage_key)
    if bytes_now:
        await storage.put(document.storage_key, bytes_now)

    await work()

    assert fakes.email.accepted == []
    failed = await reread(attempt)
    assert (failed.state, failed.provider_code) == (AttemptState.FAILED, "attachment_changed")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("facture.pdf", "facture.pdf"),
        ("C:\\temp\\a.pdf", "C__temp_a.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"; x=b.pdf', "a__ x=b.pdf"),
        ("a\r\nBcc: x.pdf", "a__Bcc_ x.pdf"),
        ("...", "document"),
    ],
)
def test_a_name_ends_no_header_and_is_no_path(name: str, safe: str) -> None:
    assert safe_name(name) == safe
