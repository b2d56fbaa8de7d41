"""A database of the test's own on the worker's role, and anchors in a folder of the test's own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import pytest

from tandem.casefiles.models import CaseFile
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.notes.events import NoteWritten
from tandem.organizations.actor import System
from tandem.timeline import Chain, record
from tandem.timeline.anchors import Anchoring, AnchorTally, configure, verify_anchors
from tandem.timeline.anchors.signing import private_key
from tandem.timeline.anchors.store import opened
from tests.support.services import Template, database_of, orm

LENOIR = System(cast_id("lenoir"))
SEED = bytes(range(32, 64))


@dataclass
class Setting:
    """Where the test works."""

    urls: DatabaseUrls
    folder: Path
    anchoring: Anchoring

    def configured(self, **changes: object) -> Anchoring:
        """Anchor otherwise from now on."""
        self.anchoring = replace(self.anchoring, **changes)
        configure(self.anchoring)
        return self.anchoring

    def files(self) -> dict[str, bytes]:
        """Everything in the store."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        }

    async def faults(self) -> tuple[list[str], AnchorTally]:
        """What verifying the anchors finds."""
        owner, tally = await asyncpg.connect(self.urls.owner), AnchorTally()
        try:
            return [str(fault) async for fault in verify_anchors(owner, tally)], tally
        finally:
            await owner.close()


@pytest.fixture
async def setting(template: Template, tmp_path: Path) -> AsyncIterator[Setting]:
    """An empty store beside a database with the cast's organizations."""
    folder = tmp_path / "anchors"
    async with database_of(template) as urls, orm(urls.worker, pool=5):
        made = Setting(urls, folder, Anchoring(opened(str(folder)), private_key(SEED)))
        configure(made.anchoring)
        yield made


async def happen(case_file: CaseFile, number: int = 1, chain: Chain = Chain.PARTIES) -> None:
    """Append events to a chain."""
    for each in range(number):
        async with transaction(LENOIR):
            await record(LENOIR, case_file, NoteWritten(new_id(), body=f"Rappel {each}"), chain=chain)
