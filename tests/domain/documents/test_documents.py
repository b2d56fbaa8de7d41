"""Files of a case: who sees them when, ten seconds to take one back, and that nothing is lost or half-written."""

import asyncio
import hashlib
from datetime import timedelta

import asyncpg
import pytest
from tortoise import Tortoise

from tandem.casefiles import storage, tasks, uploads
from tandem.casefiles.documents.commands import (
    add_document,
    publish_document,
    request_document_upload,
    withdraw_document,
)
from tandem.casefiles.documents.queries import document_to_open
from tandem.casefiles.documents.sweeping import sweep_uploads
from tandem.casefiles.errors import (
    AlreadyRecorded,
    AlreadyWithdrawn,
    AuthorOnly,
    CaseFileNotFound,
    DocumentDangerous,
    DocumentNotFound,
    UploadAlreadyReceived,
    UploadIncomplete,
    UploadNotFound,
    UploadNotReceived,
    UploadUsed,
)
from tandem.casefiles.models import Document, Upload
from tandem.casefiles.publishing import PUBLISHES_AFTER, Audience, PublicationState
from tandem.casefiles.queries import documents_by_case_file
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput, TandemError
from tandem.organizations.actor import Actor, System
from tandem.outbox import tasks as outbox
from tandem.timeline.queries import Entry, timeline_of
from tandem.timeline.sealing import KeyDestroyed
from tests.domain.documents.road import PDF, added, sent
from tests.support.builders import MadeCase, make_case
from tests.support.services import orm

AWA, MARC, HELENE, LUCAS = (actor_of_cast(person) for person in ("awa", "marc", "helene", "lucas"))
LENOIR = System(cast_id("lenoir"))


async def seen(actor: Actor, made: MadeCase) -> list[str]:
    """The names of the files that a list shows."""
    found = await documents_by_case_file(actor, [made.case_file.id])
    return [document.name for document in found[made.case_file.id]]


async def counted(actor: Actor) -> int:
    """How many rows row-level security shows, whatever a query forgets to ask."""
    async with reading(actor):
        return await Document.all().count()


async def events_of(actor: Actor, made: MadeCase) -> list[Entry]:
    entries = (await timeline_of(actor, made.case_file.id, 50, None)).items
    return [entry for _, entry in entries if entry.kind == "document_added"]


@pytest.mark.parametrize(
    ("author", "colleague", "other_side", "chain"), [(AWA, MARC, HELENE, "agency"), (HELENE, LUCAS, AWA, "creditor")]
)
async def test_a_file_of_ones_own_side_is_recorded_at_once_and_never_crosses(
    db: None, author: Actor, colleague: Actor, other_side: Actor, chain: str
) -> None:
    made = await make_case()

    document = await added(author, made, Audience.OWN_SIDE)

    assert (document.chain, document.state, document.publishes_at) == (chain, PublicationState.RECORDED, None)
    for reader in (author, colleague):
        assert await seen(reader, made) == ["procès-verbal.pdf"]
        assert (await document_to_open(reader, document.id)).id == document.id
        entry = (await events_of(reader, made))[0]
        assert (entry.chain, entry.actor_name, entry.data["name"]) == (chain, author.person_name, "procès-verbal.pdf")
        assert entry.data["sha256"] == hashlib.sha256(PDF).hexdigest()
        assert (entry.data["content_type"], entry.data["size"]) == ("application/pdf", len(PDF))
    assert (await seen(other_side, made), await counted(other_side), await events_of(other_side, made)) == ([], 0, [])
    with pytest.raises(DocumentNotFound):
        await document_to_open(other_side, document.id)


@pytest.mark.parametrize("person", ["tom", "nadia", "yann"])
async def test_outsiders_and_banks_see_no_file_at_all(db: None, person: str) -> None:
    made, outsider = await make_case(), actor_of_cast(person)
    document = await added(AWA, made, Audience.PARTIES)
    await publish_document(LENOIR, document.id)

    assert await counted(outsider) == 0
    with pytest.raises(DocumentNotFound):
        await document_to_open(outsider, document.id)
    with pytest.raises(CaseFileNotFound):
        await request_document_upload(outsider, made.case_file.id, filename="a.pdf", size=10)


async def test_a_file_for_both_parties_waits_ten_seconds_and_is_recorded_in_its_authors_name(db: None) -> None:
    made = await make_case()

    document = await added(AWA, made, Audience.PARTIES)

    assert document.state is PublicationState.PUBLISHING
    assert document.publishes_at == document.created_at + PUBLISHES_AFTER
    assert await seen(MARC, made) == ["procès-verbal.pdf"]
    assert (await seen(HELENE, made), await counted(HELENE)) == ([], 0)
    with pytest.raises(DocumentNotFound):
        await document_to_open(HELENE, document.id)
    assert await events_of(AWA, made) == []

    for _ in range(2):
        await publish_document(LENOIR, document.id)

    assert await seen(HELENE, made) == ["procès-verbal.pdf"]
    for reader in (AWA, HELENE):
        entries = await events_of(reader, made)
        assert [(entry.chain, entry.actor_kind, entry.actor_name) for entry in entries] == [
            ("parties", "person", "Awa Diallo")
        ]
        assert entries[0].occurred_at == document.created_at


async def test_a_file_taken_back_is_gone_for_everybody_and_never_recorded(db: None) -> None:
    made = await make_case()
    document = await added(HELENE, made, Audience.PARTIES)

    await withdraw_document(HELENE, document.id)
    await publish_document(System(cast_id("bati-loire")), document.id)

    for reader in (HELENE, LUCAS, AWA):
        assert (await seen(reader, made), await events_of(reader, made)) == ([], [])
        with pytest.raises(DocumentNotFound):
            await document_to_open(reader, document.id)
    assert await counted(AWA) == 0
    with pytest.raises(AlreadyWithdrawn):
        await withdraw_document(HELENE, document.id)


@pytest.mark.parametrize(("person", "refusal"), [("marc", AuthorOnly), ("helene", DocumentNotFound)])
async def test_only_its_author_takes_a_file_back(db: None, person: str, refusal: type[TandemError]) -> None:
    made = await make_case()
    document = await added(AWA, made, Audience.PARTIES)

    with pytest.raises(refusal):
        await withdraw_document(actor_of_cast(person), document.id)
    await publish_document(LENOIR, document.id)
    with pytest.raises(AlreadyRecorded):
        await withdraw_document(AWA, document.id)

    assert await seen(HELENE, made) == ["procès-verbal.pdf"]


async def test_an_upload_becomes_one_document_of_its_sender(db: None) -> None:
    made = await make_case()
    upload_id = await sent(AWA, made)
    for other in (MARC, HELENE):
        with pytest.raises(UploadNotFound):
            await add_document(other, upload_id, audience=Audience.OWN_SIDE)

    twice = [await add_document(AWA, upload_id, audience=Audience.OWN_SIDE) for _ in range(2)]
    with pytest.raises(UploadUsed):
        await add_document(AWA, upload_id, audience=Audience.PARTIES)

    assert twice[0].id == twice[1].id
    assert (await counted(AWA), len(await events_of(AWA, made))) == (1, 1)


async def test_what_did_not_arrive_whole_is_no_document(db: None) -> None:
    made = await make_case()
    for size in (0, 50_000_001):
        with pytest.raises(InvalidInput):
            await request_document_upload(AWA, made.case_file.id, filename="a.pdf", size=size)
    upload = await request_document_upload(AWA, made.case_file.id, filename="a.pdf", size=len(PDF))

    with pytest.raises(UploadNotReceived):
        await add_document(AWA, upload.id, audience=Audience.OWN_SIDE)
    for cut in (b"", PDF[:-1]):
        with pytest.raises(UploadIncomplete):
            await uploads.receive(AWA.organization_id, upload.id, cut)
    with pytest.raises(UploadNotFound):
        await uploads.receive(HELENE.organization_id, upload.id, PDF)
    await uploads.receive(AWA.organization_id, upload.id, PDF)
    with pytest.raises(UploadAlreadyReceived):
        await uploads.receive(AWA.organization_id, upload.id, PDF)

    assert (await counted(AWA), await events_of(AWA, made)) == (0, [])


async def test_a_program_is_refused_before_it_is_kept_anywhere(db: None) -> None:
    made = await make_case()
    program = b"MZ" + bytes(100)
    upload = await request_document_upload(AWA, made.case_file.id, filename="facture.pdf", size=len(program))

    with pytest.raises(DocumentDangerous):
        await uploads.receive(AWA.organization_id, upload.id, program)

    assert await storage.keys_under("documents") == []


async def test_two_who_add_one_upload_at_once_add_it_once(committed: DatabaseUrls) -> None:
    made = await make_case()
    upload_id = await sent(AWA, made)

    documents = await asyncio.gather(*(add_document(AWA, upload_id, audience=Audience.PARTIES) for _ in range(5)))

    assert len({document.id for document in documents}) == 1
    owner = await asyncpg.connect(committed.owner)
    assert await owner.fetchval("SELECT count(*) FROM outbox WHERE topic = 'casefiles.publish_document'") == 1
    await owner.close()


async def test_withdrawn_or_published_but_never_both(committed: DatabaseUrls) -> None:
    made = await make_case()
    for _ in range(6):
        document = await added(AWA, made, Audience.PARTIES)
        before = len(await events_of(HELENE, made))

        withdrawn, _ = await asyncio.gather(
            withdraw_document(AWA, document.id), publish_document(LENOIR, document.id), return_exceptions=True
        )

        published = len(await events_of(HELENE, made)) - before
        assert (published, isinstance(withdrawn, AlreadyRecorded)) in ((1, True), (0, False))
        assert (len(await seen(HELENE, made)) == before + 1) is bool(published)


async def test_the_outbox_publishes_when_the_ten_seconds_are_over(committed: DatabaseUrls) -> None:
    made = await make_case()
    document = await added(AWA, made, Audience.PARTIES)
    owner = await asyncpg.connect(committed.owner)
    row = await owner.fetchrow("SELECT id, topic, organization_id, available_at FROM outbox")
    assert (row["topic"], row["available_at"]) == ("casefiles.publish_document", document.publishes_at)
    assert outbox.TASKS[row["topic"]].handler is tasks.publish

    await Tortoise.close_connections()
    async with orm(committed.worker):
        for _ in range(2):
            await outbox.run(row["id"])
        entries = await events_of(HELENE, made)

    assert [(entry.actor_name, entry.data["name"]) for entry in entries] == [("Awa Diallo", "procès-verbal.pdf")]
    await owner.close()


async def test_leftovers_of_uploads_are_swept_after_a_day_and_documents_stay(committed: DatabaseUrls) -> None:
    made = await make_case()
    kept = await added(AWA, made, Audience.OWN_SIDE)
    withdrawn = await added(AWA, made, Audience.PARTIES)
    await withdraw_document(AWA, withdrawn.id)
    given_up = await sent(HELENE, made)
    # A process that died between the bytes and the row that names them.
    died = await request_document_upload(AWA, made.case_file.id, filename="a.pdf", size=len(PDF))
    await storage.put(f"{uploads.folder_of(died)}/{kept.id}", PDF)
    owner = await asyncpg.connect(committed.owner)
    await Tortoise.close_connections()

    async with orm(committed.worker):
        early = await sweep_uploads()
        before = await storage.keys_under("documents")
        await owner.execute("UPDATE uploads SET requested_at = requested_at - $1::interval", timedelta(days=2))
        looked_at = [await sweep_uploads() for _ in range(2)]
        after = await storage.keys_under("documents")

    assert (early, len(before)) == (0, 4)
    assert looked_at == [4, 0]
    assert after == [kept.storage_key]
    assert await owner.fetchval("SELECT count(*) FROM uploads WHERE swept_at IS NOT NULL") == 4
    async with orm(committed.web):
        with pytest.raises(UploadNotFound):
            await add_document(HELENE, given_up, audience=Audience.OWN_SIDE)
        assert await Upload.filter(id=died.id).count() == 0  # nobody acts: row-level security shows nothing
    await owner.close()


async def test_an_archive_that_nobody_added_is_swept_and_the_file_of_a_placement_stays(committed: DatabaseUrls) -> None:
    made = await make_case()
    keys = []
    for name in ("invoices.zip", "placed.csv"):
        async with transaction(HELENE):
            announced = await uploads.announce(HELENE, name, len(PDF))
        await uploads.receive(HELENE.organization_id, announced.id, PDF)
        keys.append((announced.id, await storage.keys_under(uploads.folder_of(announced))))
    (archive, of_archive), (placed, of_placed) = keys
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("UPDATE placement_batches SET upload_id = $1 WHERE id = $2", placed, made.case_file.batch_id)
    await Tortoise.close_connections()

    async with orm(committed.worker):
        early = await sweep_uploads()
        await owner.execute("UPDATE uploads SET requested_at = requested_at - $1::interval", timedelta(days=2))
        await sweep_uploads()
        again = await sweep_uploads()
        left = await storage.keys_under("uploads")

    assert (len(of_archive), len(of_placed)) == (1, 1)
    assert (early, again) == (0, 0)
    assert set(of_placed) <= set(left)
    assert not set(of_archive) & set(left)
    assert await owner.fetchval("SELECT swept_at IS NOT NULL FROM uploads WHERE id = $1", archive)
    await owner.close()


async def test_bytes_that_come_after_an_erasure_are_kept_nowhere(committed: DatabaseUrls) -> None:
    made = await make_case()
    upload = await request_document_upload(AWA, made.case_file.id, filename="a.pdf", size=len(PDF))
    arrived = await sent(AWA, made)
    before = await storage.keys_under("documents")
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("UPDATE case_files SET erased_at = now() WHERE id = $1", made.case_file.id)

    with pytest.raises(KeyDestroyed):
        await uploads.receive(AWA.organization_id, upload.id, PDF)
    with pytest.raises(KeyDestroyed):
        await add_document(AWA, arrived, audience=Audience.OWN_SIDE)
    with pytest.raises(KeyDestroyed):
        await request_document_upload(AWA, made.case_file.id, filename="a.pdf", size=10)

    assert await storage.keys_under("documents") == before
    assert await owner.fetchval("SELECT count(*) FROM documents") == 0
    await owner.close()
