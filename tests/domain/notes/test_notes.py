"""Notes: who reads them when, ten seconds to take one back, and the race between the two."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tortoise import Tortoise

from tandem.casefiles.errors import AlreadyRecorded, AlreadyWithdrawn, AuthorOnly, CaseFileNotFound
from tandem.casefiles.publishing import PUBLISHES_AFTER, Audience, PublicationState
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput, TandemError
from tandem.kit.ids import new_id
from tandem.notes.commands import publish_note, withdraw_note, write_note
from tandem.notes.errors import NoteNotFound
from tandem.notes.models import Note
from tandem.notes.tasks import publish
from tandem.organizations.actor import Actor, System
from tandem.outbox import tasks
from tandem.timeline.queries import Entry, timeline_of
from tests.support.builders import MadeCase, make_case
from tests.support.services import orm

AWA, MARC, HELENE, LUCAS = (actor_of_cast(person) for person in ("awa", "marc", "helene", "lucas"))


async def write(actor: Actor, made: MadeCase, audience: Audience, body: str = "Rappeler lundi") -> Note:
    return await write_note(actor, made.case_file.id, body=body, audience=audience)


async def notes_on(actor: Actor, made: MadeCase) -> list[Entry]:
    entries = (await timeline_of(actor, made.case_file.id, 50, None)).items
    return [entry for _, entry in entries if entry.kind == "note_written"]


async def state_of(actor: Actor, note: Note) -> PublicationState:
    async with reading(actor):
        return (await Note.get(id=note.id)).state


@pytest.mark.parametrize(
    ("author", "colleague", "other_side", "chain"), [(AWA, MARC, HELENE, "agency"), (HELENE, LUCAS, AWA, "creditor")]
)
async def test_a_note_to_ones_own_side_is_recorded_at_once_and_never_crosses(
    db: None, author: Actor, colleague: Actor, other_side: Actor, chain: str
) -> None:
    made = await make_case()

    note = await write(author, made, Audience.OWN_SIDE, "  Ne pas le brusquer \n")

    assert (note.state, note.publishes_at) == (PublicationState.RECORDED, None)
    for reader in (author, colleague):
        entry = (await notes_on(reader, made))[0]
        assert (entry.chain, entry.actor_name, entry.data["body"]) == (chain, author.person_name, "Ne pas le brusquer")
    assert await notes_on(other_side, made) == []
    async with reading(other_side):
        assert await Note.filter(id=note.id).count() == 0


async def test_a_note_to_both_parties_waits_ten_seconds_and_is_recorded_in_its_authors_name(db: None) -> None:
    made = await make_case()

    note = await write(AWA, made, Audience.PARTIES)

    assert note.state is PublicationState.PUBLISHING
    assert note.publishes_at == note.written_at + PUBLISHES_AFTER
    assert await notes_on(AWA, made) == []

    await publish_note(System(cast_id("lenoir")), note.id)

    for reader in (AWA, HELENE):
        entry = (await notes_on(reader, made))[0]
        assert (entry.chain, entry.actor_kind, entry.actor_name) == ("parties", "person", "Awa Diallo")
        assert (entry.actor_organization, entry.data["body"]) == ("Cabinet Lenoir Recouvrement", "Rappeler lundi")
        assert entry.occurred_at == note.written_at


async def test_publishing_twice_is_once(db: None) -> None:
    made = await make_case()
    note = await write(HELENE, made, Audience.PARTIES)

    for _ in range(2):
        await publish_note(System(cast_id("bati-loire")), note.id)

    assert len(await notes_on(AWA, made)) == 1
    assert await state_of(AWA, note) is PublicationState.RECORDED


async def test_a_withdrawn_note_gives_its_words_back_and_is_never_recorded(db: None) -> None:
    made = await make_case()
    note = await write(AWA, made, Audience.PARTIES, "Trop vite")

    words = await withdraw_note(AWA, note.id)
    await publish_note(System(cast_id("lenoir")), note.id)

    assert words == "Trop vite"
    assert await state_of(AWA, note) is PublicationState.WITHDRAWN
    assert await notes_on(AWA, made) == []
    with pytest.raises(AlreadyWithdrawn):
        await withdraw_note(AWA, note.id)


async def test_a_recorded_note_cannot_be_withdrawn(db: None) -> None:
    made = await make_case()
    own, shared = await write(AWA, made, Audience.OWN_SIDE), await write(AWA, made, Audience.PARTIES)
    await publish_note(System(cast_id("lenoir")), shared.id)

    for note in (own, shared):
        with pytest.raises(AlreadyRecorded):
            await withdraw_note(AWA, note.id)

    assert len(await notes_on(AWA, made)) == 2


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("marc", AuthorOnly), ("helene", NoteNotFound), ("tom", NoteNotFound), ("yann", NoteNotFound)],
)
async def test_only_its_author_takes_a_note_back(db: None, person: str, refusal: type[TandemError]) -> None:
    made = await make_case()
    note = await write(AWA, made, Audience.PARTIES)

    with pytest.raises(refusal):
        await withdraw_note(actor_of_cast(person), note.id)

    assert await state_of(AWA, note) is PublicationState.PUBLISHING


@pytest.mark.parametrize("person", ["tom", "nadia", "yann"])
async def test_nobody_else_writes_a_note(db: None, person: str) -> None:
    made = await make_case()

    with pytest.raises(CaseFileNotFound):
        await write(actor_of_cast(person), made, Audience.PARTIES)

    async with reading(AWA):
        assert await Note.filter(case_file_id=made.case_file.id).count() == 0


@pytest.mark.parametrize("body", ["", " \n ", "x" * 10_001])
async def test_a_note_has_words(db: None, body: str) -> None:
    made = await make_case()

    with pytest.raises(InvalidInput) as refused:
        await write(AWA, made, Audience.OWN_SIDE, body)

    assert refused.value.field == "body"
    assert refused.value.message("fr") != refused.value.message("en")
    assert await notes_on(AWA, made) == []


async def test_withdrawn_or_published_but_never_both(committed: DatabaseUrls) -> None:
    made = await make_case()
    for _ in range(8):
        note = await write(AWA, made, Audience.PARTIES)
        before = len(await notes_on(HELENE, made))

        withdrawn, published = await asyncio.gather(
            withdraw_note(AWA, note.id),
            publish_note(System(cast_id("lenoir")), note.id),
            return_exceptions=True,
        )

        assert published is None
        recorded = len(await notes_on(HELENE, made)) - before
        outcome: tuple[Any, ...] = (recorded, type(withdrawn), await state_of(AWA, note))
        assert outcome in (
            (1, AlreadyRecorded, PublicationState.RECORDED),
            (0, str, PublicationState.WITHDRAWN),
        )


async def test_the_outbox_publishes_when_the_ten_seconds_are_over(committed: DatabaseUrls) -> None:
    made = await make_case()
    note = await write(AWA, made, Audience.PARTIES)
    owner = await asyncpg.connect(committed.owner)
    row = await owner.fetchrow("SELECT id, topic, organization_id, available_at, payload::text FROM outbox")
    assert (row["topic"], row["organization_id"]) == ("notes.publish", cast_id("lenoir"))
    assert row["available_at"] == note.publishes_at
    assert tasks.TASKS[row["topic"]].handler is publish

    await Tortoise.close_connections()
    async with orm(committed.worker):
        for _ in range(2):
            await tasks.run(row["id"])
        entries = await notes_on(HELENE, made)

    assert [(entry.actor_name, entry.data["body"]) for entry in entries] == [("Awa Diallo", "Rappeler lundi")]
    assert await owner.fetchval("SELECT done_at IS NOT NULL AND failed_at IS NULL FROM outbox")
    await owner.close()


async def test_a_note_that_does_not_exist_is_not_found(db: None) -> None:
    missing: UUID = new_id()

    with pytest.raises(NoteNotFound):
        await withdraw_note(AWA, missing)
