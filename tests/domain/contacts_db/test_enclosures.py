"""Letters that enclose files of the case file: printed with them, told and kept with them, or not printed at all."""

from io import BytesIO

import orjson
import pytest
from pypdf import PdfReader

from tandem.casefiles import storage
from tandem.casefiles.models import Document, Stage
from tandem.casefiles.publishing import Audience
from tandem.contacts.attachments import MOST_FILES
from tandem.contacts.commands import cancel_contact, plan_contact, record_letter_posting
from tandem.contacts.errors import AttachmentsTooLarge, AttachmentUnusable, EnclosuresTooLong, EnclosureUnprintable
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.post.commands import make_print_run
from tandem.contacts.post.runs import letters_where
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem.kit.database import reading
from tests.channels.test_enclosures import pdf
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, told, work
from tests.domain.contacts_db.test_attachments import shared
from tests.domain.documents.road import added
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
INVOICE = pdf("Electricity", "Meter readings")


async def letter(made: MadeCase, *documents: Document, template_id: str = "opening_letter") -> ContactAttempt:
    return await plan_contact(
        AWA,
        made.case_file.id,
        made.postal.id,
        channel=Channel.LETTER,
        template_id=template_id,
        send_at=None,
        idempotency_key=f"a letter that encloses, {template_id}",
        document_ids=[one.id for one in documents],
    )


async def printed(attempt: ContactAttempt) -> list[str]:
    """What each page of the file that goes to the printer says."""
    async with reading(AGENCY):
        document = await Document.get(id=(await reread(attempt)).document_id)
    pdf = await storage.get(document.storage_key)
    assert storage.sha256_of(pdf) == document.sha256
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("template_id", ["opening_letter", "letter_reminder.fr"])
async def test_an_invoice_goes_behind_the_letter_and_into_its_copy(template_id: str) -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    if template_id != "opening_letter":
        opening = await plan(made, Channel.LETTER)
        await work()
        await record_letter_posting(AWA, opening.id, posted_on=clock.today())
    invoice = await shared(made, "Facture F-1.pdf", INVOICE)

    attempt = await letter(made, invoice, template_id=template_id)
    await work()

    pages = await printed(attempt)
    assert "Pièces jointes Facture F-1.pdf (2 pages)" in pages[0]
    assert ["Electricity" in page for page in pages[-2:]] == [True, False]
    now = await reread(attempt)
    kept = orjson.loads(str(now.sent_copy))["attachments"]
    assert [one["name"] for one in kept] == [f"{now.letter_reference}.pdf", "Facture F-1.pdf"]
    assert kept[1]["sha256"] == invoice.sha256
    planned = [entry for entry in await told(made) if entry.kind == "contact_planned"][-1]
    assert planned.data["attached"] == ["Facture F-1.pdf"]


async def test_a_print_run_counts_the_pages_that_are_enclosed() -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await letter(made, await shared(made, data=INVOICE))
    await work()

    run = await make_print_run(actor_of_cast("marc"), duplex=True, idempotency_key="a run with enclosures")
    await work()

    async with reading(AGENCY):
        [line] = await letters_where("l.run_id = $1 AND l.attempt_id = $2", run.id, attempt.id)
    assert line.pages == len(await printed(attempt))


async def test_the_same_files_as_of_an_email_may_go_and_no_others() -> None:
    made, other = await make_case(stage=Stage.ACCEPTED), await make_case()
    own = await added(AWA, made, Audience.OWN_SIDE)
    many = [await shared(made, f"{number}.pdf", INVOICE) for number in range(MOST_FILES + 1)]

    for refused in (own, await shared(other, data=INVOICE)):
        with pytest.raises(AttachmentUnusable):
            await letter(made, refused)
    with pytest.raises(AttachmentsTooLarge):
        await letter(made, *many)
    assert not [entry for entry in await told(made) if entry.kind == "contact_planned"]


async def test_what_paper_cannot_show_is_refused_before_anything_is_planned() -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    damaged = await shared(made, "abîmé.pdf", b"%PDF-1.4 nothing")
    words = await shared(made, "courrier.docx", b"PK", content_type="application/vnd.ms-word")
    long = [await shared(made, f"contrat {number}.pdf", pdf(*["page"] * 21)) for number in (1, 2)]

    for unfit in (damaged, words):
        with pytest.raises(EnclosureUnprintable) as refused:
            await letter(made, unfit)
        assert unfit.name in refused.value.message("fr")
    with pytest.raises(EnclosuresTooLong) as refused:
        await letter(made, *long)
    assert refused.value.message("en") == "The enclosures have 42 pages; an envelope takes 40 at most."
    assert await told(made) == []


async def test_a_file_that_is_another_by_then_is_not_printed_and_a_person_is_told() -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    document = await shared(made, data=INVOICE)
    attempt = await letter(made, document)
    await storage.delete(document.storage_key)
    await storage.put(document.storage_key, pdf("Another"))

    await work()

    now = await reread(attempt)
    assert (now.state, now.document_id, now.sending_at) == (AttemptState.NEEDS_PERSON, None, None)
    assert [one["code"] for one in now.reasons] == ["ENCLOSURE_CHANGED"]
    await cancel_contact(AWA, attempt.id)
    assert (await reread(attempt)).state is AttemptState.CANCELLED
