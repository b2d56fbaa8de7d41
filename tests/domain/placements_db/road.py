"""The road of a placement for tests: commands as the web role, the outbox as the worker role."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from tortoise import Tortoise

from tandem.casefiles.uploads import receive
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.orm import orm_config
from tandem.kit.database import reading
from tandem.organizations.actor import Actor
from tandem.outbox import relay, tasks
from tandem.placements import tasks as _placement_tasks  # noqa: F401 - registers its topics
from tandem.placements import uploads
from tandem.placements.commands import accept_placement, check_placement, confirm_placement, create_placement
from tandem.placements.models import PlacementBatch
from tandem.timeline.verify import Tally, verify
from tests.support.services import orm

HELENE = actor_of_cast("helene")
MARC = actor_of_cast("marc")
MANDATE = cast_id("MR-2026-001")
PORTFOLIO = cast_id("bati-loire", "portfolio")
ANSWERS = {"currency": "EUR", "segment": "professional", "nature": "general", "country": "FR", "language": "fr"}
HEADINGS = "Code client;Nom client;N° facture;Date facture;Date échéance;Montant TTC;E-mail;Téléphone;Adresse;CP;Ville"


def csv_of(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\r\n".join([headings, *rows, ""]).encode()


def invoices(debtors: int, each: int) -> list[str]:
    """Rows of unpaid invoices, complete debtors; amounts differ from row to row."""
    return [
        f"C{debtor:04};Société {debtor};F{debtor:04}-{number:02};15/01/2026;{13 + number % 16}/02/2026;"
        f"{100 + debtor},{number:02};compta{debtor}@client.example;01 99 00 {debtor // 100:02} {debtor % 100:02};"
        f"{debtor} rue des Lices;49000;Angers"
        for debtor in range(1, debtors + 1)
        for number in range(1, each + 1)
    ]


@dataclass(frozen=True)
class Road:
    """Hands for a test: `owner` sees every row, whatever row-level security says."""

    urls: DatabaseUrls
    owner: asyncpg.Connection

    @classmethod
    @contextlib.asynccontextmanager
    async def on(cls, urls: DatabaseUrls) -> AsyncIterator["Road"]:
        owner = await asyncpg.connect(urls.owner)
        try:
            yield cls(urls, owner)
        finally:
            await owner.close()

    @contextlib.asynccontextmanager
    async def as_worker(self) -> AsyncIterator[None]:
        """The ORM as the worker role; afterwards as the web role again."""
        await Tortoise.close_connections()
        async with orm(self.urls.worker):
            yield
        await Tortoise.init(config=orm_config(self.urls.web), _enable_global_fallback=True)

    async def work(self) -> int:
        """Do all that the outbox has due now, as the worker; returns how many rows were run."""
        done = 0
        async with self.as_worker():
            while claimed := await relay.claim():
                for row_id, _ in claimed:
                    await tasks.run(row_id)
                    done += 1
        return done

    async def uploaded(self, data: bytes, actor: Actor = HELENE) -> UUID:
        upload = await uploads.request_upload(actor, "impayés.csv", len(data))
        await receive(actor.organization_id, upload.id, data)
        upload_id: UUID = upload.id
        return upload_id

    async def created(self, data: bytes, actor: Actor = HELENE, mandate: UUID = MANDATE) -> PlacementBatch:
        return await create_placement(actor, mandate, PORTFOLIO, await self.uploaded(data, actor))

    async def checked(
        self,
        data: bytes,
        *,
        answers: Mapping[str, str] = ANSWERS,
        mapping: Mapping[int, str] | None = None,
        mandate: UUID = MANDATE,
    ) -> PlacementBatch:
        """A batch whose dry run is over, mapped as suggested unless told otherwise."""
        batch = await self.created(data, mandate=mandate)
        chosen = {int(index): name for index, name in batch.mapping.items()} if mapping is None else mapping
        await check_placement(HELENE, batch.id, chosen, answers)
        await self.work()
        return await self.now(batch)

    async def placed(self, data: bytes, **options: Any) -> PlacementBatch:
        """A batch that was checked, confirmed and written."""
        batch = await self.checked(data, **options)
        await confirm_placement(HELENE, batch.id, f"key-{batch.id}")
        await self.work()
        return await self.now(batch)

    async def accepted(self, data: bytes) -> PlacementBatch:
        batch = await self.placed(data)
        await accept_placement(MARC, batch.id)
        return await self.now(batch)

    async def now(self, batch: PlacementBatch) -> PlacementBatch:
        """The batch as its creditor sees it now."""
        async with reading(HELENE):
            return await PlacementBatch.get(id=batch.id)

    async def count(self, table: str, where: str = "true") -> int:
        found: int = await self.owner.fetchval(f"SELECT count(*) FROM {table} WHERE {where}")
        return found

    async def counts(self) -> dict[str, int]:
        """How many rows each table has that a placement writes."""
        return {table: await self.count(table) for table in WRITTEN}

    async def faults(self) -> list[str]:
        """What `tandem verify` would say of the timeline."""
        return [str(fault) async for fault in verify(self.owner, Tally())]


WRITTEN = (
    "uploads",
    "placement_batches",
    "placement_rows",
    "placement_staging",
    "debtors",
    "case_files",
    "parties",
    "contact_points",
    "claims",
    "timeline_events",
    "timeline_entries",
    "timeline_keys",
    "counters",
    "outbox",
)
