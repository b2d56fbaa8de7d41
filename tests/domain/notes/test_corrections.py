"""Correcting a note: its author alone, the older words stay, nobody corrects what they have not read."""

import asyncio
from uuid import UUID

import pytest

from tandem.casefiles.errors import AlreadyWithdrawn, AuthorOnly, NotYetRecorded
from tandem.casefiles.publishing import Audience
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput, TandemError
from tandem.notes.commands import correct_note, publish_note, withdraw_note, write_note
from tandem.notes.errors import NoteNotFound
from tandem.notes.models import Note, NoteRevision
from tandem.notes.queries import words_of
from tandem.organizations.actor import Actor, System
from tandem.timeline.errors import AlreadySuperseded
from tandem.timeline.queries import Entry, timeline_of
from tests.support.builders import MadeCase, make_case

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")


async def events_of(actor: Actor, made: MadeCase) -> list[Entry]:
    """The events of notes, newest first."""
    entries = (await timeline_of(actor, made.case_file.id, 50, None)).items
    return [entry for _, entry in entries if entry.kind.startswith("note_")]


async def correct(actor: Actor, note: Note, supersedes: UUID, body: str = "Payé le 3", reason: str = "Date") -> Note:
    return await correct_note(actor, note.id, supersedes=supersedes, body=body, reason=reason)


async def written(made: MadeCase) -> tuple[Note, UUID]:
    """A shared note of Awa's with its event."""
    note = await write_note(AWA, made.case_file.id, body="Payé le 2", audience=Audience.PARTIES)
    await publish_note(System(cast_id("lenoir")), note.id)
    return note, (await events_of(AWA, made))[0].event_id


async def revisions(note: Note) -> list[str]:
    async with reading(AWA):
        return [row.body for row in await NoteRevision.filter(note_id=note.id).order_by("id")]


async def test_a_correction_supersedes_and_the_older_words_stay(db: None) -> None:
    made = await make_case()
    note, first = await written(made)

    await correct(AWA, note, first)
    second = (await events_of(AWA, made))[0].event_id
    await correct(AWA, note, second, "Payé le 4", "Encore la date")

    for reader in (AWA, HELENE):
        newest, middle, oldest = await events_of(reader, made)
        assert [entry.kind for entry in (newest, middle, oldest)] == [
            "note_corrected",
            "note_corrected",
            "note_written",
        ]
        assert (oldest.superseded_by, middle.supersedes) == (middle.event_id, oldest.event_id)
        assert (middle.superseded_by, newest.supersedes) == (newest.event_id, middle.event_id)
        assert (newest.superseded_by, newest.chain, newest.actor_name) == (None, "parties", "Awa Diallo")
        assert [entry.data["body"] for entry in (newest, middle, oldest)] == ["Payé le 4", "Payé le 3", "Payé le 2"]
        assert newest.data["reason"] == "Encore la date"
    assert await revisions(note) == ["Payé le 2", "Payé le 3", "Payé le 4"]
    async with reading(HELENE):
        assert await words_of(note) == "Payé le 4"


async def test_a_private_note_is_corrected_in_its_own_chain(db: None) -> None:
    made = await make_case()
    note = await write_note(HELENE, made.case_file.id, body="Client fidèle", audience=Audience.OWN_SIDE)

    await correct(HELENE, note, (await events_of(HELENE, made))[0].event_id, "Client récent", "Vérifié")

    assert [entry.chain for entry in await events_of(HELENE, made)] == ["creditor", "creditor"]
    assert await events_of(AWA, made) == []


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("marc", AuthorOnly), ("helene", AuthorOnly), ("tom", NoteNotFound), ("yann", NoteNotFound)],
)
async def test_nobody_but_its_author_corrects_a_note(db: None, person: str, refusal: type[TandemError]) -> None:
    made = await make_case()
    note, first = await written(made)

    with pytest.raises(refusal):
        await correct(actor_of_cast(person), note, first)

    assert len(await events_of(AWA, made)) == 1
    assert await revisions(note) == ["Payé le 2"]


async def test_only_what_is_recorded_is_corrected(db: None) -> None:
    made = await make_case()
    note = await write_note(AWA, made.case_file.id, body="Trop vite", audience=Audience.PARTIES)

    with pytest.raises(NotYetRecorded):
        await correct(AWA, note, note.id)
    await withdraw_note(AWA, note.id)
    with pytest.raises(AlreadyWithdrawn):
        await correct(AWA, note, note.id)

    assert await events_of(AWA, made) == []


@pytest.mark.parametrize(
    ("case", "body", "reason", "field"),
    [
        ("no words", " ", "Date", "body"),
        ("too many words", "x" * 10_001, "Date", "body"),
        ("the same words", "Payé le 2", "Date", "body"),
        ("no reason", "Payé le 3", " ", "reason"),
        ("a long reason", "Payé le 3", "x" * 501, "reason"),
    ],
)
async def test_a_correction_has_other_words_and_a_reason(
    db: None, case: str, body: str, reason: str, field: str
) -> None:
    made = await make_case()
    note, first = await written(made)

    with pytest.raises(InvalidInput) as refused:
        await correct(AWA, note, first, body, reason)

    assert refused.value.field == field, case
    assert refused.value.message("fr") != refused.value.message("en")
    assert len(await events_of(AWA, made)) == 1


async def test_the_same_correction_twice_is_once_and_another_one_is_refused(db: None) -> None:
    made = await make_case()
    note, first = await written(made)

    for _ in range(2):
        await correct(AWA, note, first)
    with pytest.raises(AlreadySuperseded) as refused:
        await correct(AWA, note, first, "Payé le 5")

    assert refused.value.message("fr") != refused.value.message("en")
    assert await revisions(note) == ["Payé le 2", "Payé le 3"]


async def test_two_corrections_at_once_do_not_hide_each_other(committed: DatabaseUrls) -> None:
    made = await make_case()
    note, first = await written(made)

    outcomes = await asyncio.gather(
        *(correct(AWA, note, first, body) for body in ("Payé le 3", "Payé le 4")), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadySuperseded", "Note"]
    assert len(await revisions(note)) == 2
