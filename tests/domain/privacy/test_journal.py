"""The journal outlives the database: a restored backup is erased again before it is served."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest
from obstore.store import MemoryStore
from tortoise import Tortoise

from tandem.casefiles import storage
from tandem.entrypoints import erasures
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.orm import orm_config
from tandem.entrypoints.settings import Settings, SettingsRefused, load_settings
from tandem.organizations.actor import System
from tandem.privacy import journal
from tandem.privacy.commands import request_erasure
from tandem.privacy.erasing import carry_out
from tandem.privacy.models import Ground
from tandem.timeline.anchors import store
from tandem.timeline.verify import Tally, verify
from tests.domain.placements_db.road import Road
from tests.domain.privacy.people import ADA, BOB, INES, People, asked, everything_in, make_people, places_of
from tests.support.services import MASTER_KEY, renamed

AGENCY = System(INES.organization_id)


def settings_of(urls: DatabaseUrls, folder: Path) -> Settings:
    """As `tandem migrate` and `tandem web` would read them; the journal lies in `folder`."""
    return load_settings(
        database_url=urls.owner,
        web_database_url=urls.web,
        worker_database_url=urls.worker,
        master_key=base64.b64encode(MASTER_KEY).decode(),
        data=folder,
    )


class Killed(BaseException):
    """As abrupt as SIGKILL: nothing catches it."""


@dataclass(frozen=True)
class Restored:
    """A database, and the one that its backup gives back: as it was before anybody was erased."""

    now: Road
    before: Road
    people: People


@pytest.fixture
async def restored(committed: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Restored]:
    """Both, the ORM on the present one; files in memory, the journal in a folder."""
    storage.configure(MemoryStore())
    journal.configure(store.opened(str(tmp_path / "journal")))
    name = f"{urlsplit(committed.owner).path[1:]}_backup"
    urls = DatabaseUrls(*(renamed(url, name) for url in (committed.owner, committed.web, committed.worker)))
    async with Road.on(committed) as road:
        people = await make_people(road)
    await Tortoise.close_connections()
    admin = await asyncpg.connect(renamed(committed.owner, "postgres"))
    try:
        # A template may have no sessions, and those just closed are still ending.
        await patiently(admin, f"CREATE DATABASE {name} TEMPLATE {urlsplit(committed.owner).path[1:]}")
        await Tortoise.init(config=orm_config(committed.web), _enable_global_fallback=True)
        async with Road.on(committed) as now, Road.on(urls) as before:
            yield Restored(now, before, people)
        await patiently(admin, f"DROP DATABASE {name}")
    finally:
        await admin.close()


async def patiently(admin: asyncpg.Connection, statement: str) -> None:
    for _ in range(150):
        with contextlib.suppress(asyncpg.ObjectInUseError):
            await admin.execute(statement)
            return
        await asyncio.sleep(0.2)
    raise RuntimeError(f"still in use: {statement}")


async def migrated(settings: Settings) -> list[UUID]:
    """What `tandem migrate` does about erasures."""
    await Tortoise.close_connections()
    return await erasures.erase_again(settings)


async def test_a_restored_backup_is_refused_until_its_people_are_erased_again(
    restored: Restored, tmp_path: Path
) -> None:
    erasure_id = await asked(restored.now, restored.people.ada)
    settings = settings_of(restored.before.urls, tmp_path)
    assert len(places_of(ADA, await everything_in(restored.before))) > 10

    for url, worker in ((settings.web_database_url, False), (settings.worker_database_url, True)):
        with pytest.raises(SettingsRefused) as refused:
            await asyncio.to_thread(erasures.refuse_unerased, settings, url, worker=worker)
        assert "an erasure that this database has not carried out" in str(refused.value)
        assert "\n" not in str(refused.value)
    again = await migrated(settings)

    assert again == [erasure_id]
    after = await everything_in(restored.before)
    assert places_of(ADA, after) == []
    assert len(places_of(BOB, after)) > 10
    assert [fault async for fault in verify(restored.before.owner, Tally())] == []
    await asyncio.to_thread(erasures.refuse_unerased, settings, settings.web_database_url)
    assert await migrated(settings) == []


async def test_the_journal_holds_ids_and_nothing_of_the_person(road: Road, people: People, tmp_path: Path) -> None:
    erasure_id = await asked(road, people.ada)

    (file,) = (tmp_path / "journal" / "erasures").iterdir()
    text = file.read_text(encoding="utf-8")
    assert file.name == f"{erasure_id}.json"
    assert ADA not in text
    assert "asked by letter" not in text
    assert str(people.ada.id) in text
    assert (await journal.read(erasure_id)).ground is Ground.REQUEST


async def test_a_crash_after_the_journal_and_before_the_commit_loses_nothing(
    road: Road, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasure = await request_erasure(
        INES, people.ada.debtor_id, ground=Ground.REQUEST, reason="by letter", confirmation=people.ada.reference
    )
    write = journal.write

    async def killed(entry: journal.Entry) -> None:
        await write(entry)
        raise Killed

    monkeypatch.setattr(journal, "write", killed)
    async with road.as_worker():
        with pytest.raises(Killed):
            await carry_out(AGENCY, erasure.id)
    monkeypatch.setattr(journal, "write", write)
    settings = settings_of(road.urls, tmp_path)
    assert len(places_of(ADA, await everything_in(road))) > 10

    # Nobody is served meanwhile; a worker starts, since carrying it out waits for it.
    with pytest.raises(SettingsRefused):
        await asyncio.to_thread(erasures.refuse_unerased, settings, settings.web_database_url)
    await asyncio.to_thread(erasures.refuse_unerased, settings, settings.worker_database_url, worker=True)
    await road.work()

    assert places_of(ADA, await everything_in(road)) == []
    await asyncio.to_thread(erasures.refuse_unerased, settings, settings.web_database_url)
    assert await road.count("timeline_events", "kind = 'person_erased'") == 1


async def test_what_comes_up_between_the_journal_and_the_next_try_stops_nothing(
    road: Road, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasure = await request_erasure(
        INES, people.ada.debtor_id, ground=Ground.REQUEST, reason="by letter", confirmation=people.ada.reference
    )
    write = journal.write

    async def killed(entry: journal.Entry) -> None:
        await write(entry)
        raise Killed

    monkeypatch.setattr(journal, "write", killed)
    async with road.as_worker():
        with pytest.raises(Killed):
            await carry_out(AGENCY, erasure.id)
    monkeypatch.setattr(journal, "write", write)
    # As a payment that is reversed, and a message of which the provider has not told yet.
    await road.owner.execute(
        "UPDATE case_files SET stage = 'accepted', closed_at = NULL, close_code = NULL WHERE id = $1", people.ada.id
    )
    await road.owner.execute(
        "UPDATE contact_attempts SET state = 'accepted', sending_at = now() WHERE case_file_id = $1", people.ada.id
    )
    await road.work()

    assert await road.owner.fetchval("SELECT state FROM erasures WHERE id = $1", erasure.id) == "erased"
    assert places_of(ADA, await everything_in(road)) == []
    settings = settings_of(road.urls, tmp_path)
    await asyncio.to_thread(erasures.refuse_unerased, settings, settings.web_database_url)


async def test_what_is_being_published_is_waited_for_even_then(road: Road, people: People) -> None:
    erasure = await request_erasure(
        INES, people.ada.debtor_id, ground=Ground.REQUEST, reason="by letter", confirmation=people.ada.reference
    )
    await journal.write(journal.Entry.of(erasure, erasure.requested_at))
    await road.owner.execute("UPDATE notes SET state = 'publishing' WHERE case_file_id = $1", people.ada.id)
    async with road.as_worker():
        assert (await carry_out(AGENCY, erasure.id)).state == "requested"
        await road.owner.execute("UPDATE notes SET state = 'recorded' WHERE case_file_id = $1", people.ada.id)
        assert (await carry_out(AGENCY, erasure.id)).state == "erased"


async def test_an_entry_that_the_journal_lost_is_written_again(road: Road, people: People, tmp_path: Path) -> None:
    erasure_id = await asked(road, people.ada)
    (file,) = (tmp_path / "journal" / "erasures").iterdir()
    before = file.read_bytes()
    file.unlink()

    assert await migrated(settings_of(road.urls, tmp_path)) == []

    assert file.read_bytes() == before
    assert file.name == f"{erasure_id}.json"
    await Tortoise.init(config=orm_config(road.urls.web), _enable_global_fallback=True)
