"""Adding the invoices of a ZIP to their case files: all at once or none, and then sent to the debtor."""

import pytest

from tandem.casefiles import storage, uploads
from tandem.casefiles.documents.commands import publish_document
from tandem.casefiles.errors import UploadNotFound
from tandem.casefiles.models import Document, Upload
from tandem.contacts.invoice_copies import invoice_copies
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit.database import reading
from tandem.organizations.actor import Actor, System
from tandem.organizations.errors import MandateNotFound, NotPermitted
from tandem.placements.invoices.commands import add_invoices, check_invoice_archive, request_invoice_archive
from tandem.placements.invoices.landing import Outcome
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, told
from tests.domain.placements.test_invoice_archive import PDF, zipped
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
MANDATE = cast_id("MR-2026-001")


async def sent(actor: Actor, *files: tuple[str, bytes]) -> Upload:
    data = zipped(files)
    upload = await request_invoice_archive(actor, "factures.zip", len(data))
    await uploads.receive(actor.organization_id, upload.id, data)
    return upload


@pytest.mark.parametrize("actor", [AWA, HELENE], ids=["agency", "creditor"])
async def test_each_file_lands_at_its_claim_and_both_read_it(actor: Actor) -> None:
    first, second = await make_case(amounts=(120_00, 80_00)), await make_case()
    numbers = [claim.document_number for claim in (*first.claims, *second.claims)]
    upload = await sent(
        actor,
        (f"Facture {numbers[0]}.pdf", PDF),
        (f"{numbers[1]}.pdf", PDF + b"%1"),
        (f"{numbers[2]}.pdf", PDF + b"%2"),
        ("inconnue.pdf", PDF),
    )

    seen = await check_invoice_archive(actor, upload.id, mandate_id=MANDATE)
    async with reading(AGENCY):
        assert await Document.filter(claim_id__in=[claim.id for claim in first.claims]).count() == 0
    added = await add_invoices(actor, upload.id, mandate_id=MANDATE)

    assert added == seen
    assert [one.outcome for one in added] == [Outcome.MATCHED] * 3 + [Outcome.UNMATCHED]
    sender = System(actor.organization_id)
    async with reading(sender):
        documents = await Document.filter(case_file_id__in=[first.case_file.id, second.case_file.id])
    assert {(one.claim_id, one.name, one.chain) for one in documents} == {
        (first.claims[0].id, f"Facture {numbers[0]}.pdf", "parties"),
        (first.claims[1].id, f"{numbers[1]}.pdf", "parties"),
        (second.claims[0].id, f"{numbers[2]}.pdf", "parties"),
    }
    for one in documents:
        assert storage.sha256_of(await storage.get(one.storage_key)) == one.sha256
        await publish_document(sender, one.id)
    assert [entry.kind for entry in await told(first)] == ["document_added"] * 2
    assert {one.document_number for one in await invoice_copies(AWA, first.case_file.id) if one.document} == set(
        numbers[:2]
    )


async def test_an_archive_serves_once_and_its_bytes_go() -> None:
    made = await make_case()
    upload = await sent(AWA, (f"{made.claims[0].document_number}.pdf", PDF))
    async with reading(AGENCY):
        key = (await Upload.get(id=upload.id)).storage_key
    await add_invoices(AWA, upload.id, mandate_id=MANDATE)

    with pytest.raises(UploadNotFound):
        await add_invoices(AWA, upload.id, mandate_id=MANDATE)

    with pytest.raises(storage.StoredFileMissing):
        await storage.get(key)
    again = await sent(AWA, (f"{made.claims[0].document_number} bis.pdf", PDF))
    assert [one.outcome for one in await check_invoice_archive(AWA, again.id, mandate_id=MANDATE)] == [
        Outcome.ALREADY_THERE
    ]


async def test_only_the_claims_of_the_batch_are_meant() -> None:
    made, other = await make_case(), await make_case()
    upload = await sent(AWA, (f"{other.claims[0].document_number}.pdf", PDF))

    told_of = await check_invoice_archive(AWA, upload.id, mandate_id=MANDATE, batch_id=made.case_file.batch_id)

    if made.case_file.batch_id == other.case_file.batch_id:
        pytest.fail("the builder makes a batch for each case file")
    assert [one.outcome for one in told_of] == [Outcome.UNMATCHED]


async def test_nobody_uses_what_another_sent_or_reaches_another_mandate() -> None:
    upload = await sent(AWA, ("a.pdf", PDF))

    with pytest.raises(UploadNotFound):
        await check_invoice_archive(HELENE, upload.id, mandate_id=MANDATE)
    with pytest.raises(MandateNotFound):
        await check_invoice_archive(AWA, upload.id, mandate_id=AWA.organization_id)
    with pytest.raises(NotPermitted):
        await request_invoice_archive(actor_of_cast("yann"), "a.zip", 10)


async def test_a_failure_on_the_way_writes_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    made = await make_case(amounts=(120_00, 80_00))
    upload = await sent(AWA, *((f"{claim.document_number}.pdf", PDF) for claim in made.claims))
    kept: list[str] = []
    put = storage.put

    async def second_fails(key: str, data: bytes) -> storage.StoredFile:
        if kept:
            raise OSError("the disk is full")
        kept.append(key)
        return await put(key, data)

    monkeypatch.setattr(storage, "put", second_fails)
    with pytest.raises(OSError, match="full"):
        await add_invoices(AWA, upload.id, mandate_id=MANDATE)

    async with reading(AGENCY):
        assert await Document.filter(case_file_id=made.case_file.id).count() == 0
        waiting = await Upload.filter(case_file_id=made.case_file.id)
    assert {one.received_at for one in waiting} == {None}
    assert kept[0].startswith(f"documents/{made.case_file.id}/")
