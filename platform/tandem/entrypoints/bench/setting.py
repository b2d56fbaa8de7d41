"""A database of the bench's own, with case files to write to, and the rounds in which things are measured in turn."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from tandem.casefiles.models import CaseFile
from tandem.entrypoints import demo
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.migrate import migrate
from tandem.entrypoints.roles import ensure_login_roles
from tandem.kit import clock
from tandem.kit.ids import new_id

ROUNDS = 5
SECONDS = 2.0
WRITERS = 8
AGENCY, CREDITOR, MANDATE = demo.cast_id("lenoir"), demo.cast_id("bati-loire"), demo.cast_id("MR-2026-001")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report; `too_slow` says so of a measure that must not fall below its floor."""

    measure: str
    product: str
    floor: str
    ratio: str
    too_slow: bool = False


async def prepare(urls: DatabaseUrls, case_files: int) -> list[UUID]:
    """Migrate, write the cast and `case_files` bare case files; returns their ids."""
    await migrate(urls.owner)
    await ensure_login_roles(urls.owner, urls.web, urls.worker)
    owner = await asyncpg.connect(urls.owner)
    try:
        await demo.write_organizations(owner)
        return await write_case_files(owner, case_files, "BENCH")
    finally:
        await owner.close()


async def write_case_files(owner: asyncpg.Connection, number: int, name: str) -> list[UUID]:
    """So many case files with a debtor and a debt and nothing else, of one batch called `name`; their ids."""
    now, portfolio, upload, batch = clock.now(), demo.cast_id("bati-loire", "portfolio"), new_id(), new_id()
    sides = (AGENCY, CREDITOR)
    await owner.execute(
        "INSERT INTO uploads (id, organization_id, membership_id, filename, size, storage_key, requested_at) "
        "VALUES ($1, $2, $3, 'bench.csv', 1, 'bench', $4)",
        upload,
        CREDITOR,
        demo.cast_id("helene", "bati-loire"),
        now,
    )
    await owner.execute(
        "INSERT INTO placement_batches (id, agency_id, creditor_id, mandate_id, portfolio_id, upload_id, reference, "
        "filename, state, columns, mapping, answers, questions, progress, case_file_count, created_at, created_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $8, 'bench.csv', 'accepted', '[]', '{}', '{}', '[]', 100, 0, $7, '')",
        batch,
        *sides,
        MANDATE,
        portfolio,
        upload,
        now,
        name,
    )
    ids = [new_id() for _ in range(number)]
    await owner.executemany(
        "WITH debtor AS (INSERT INTO debtors (id, agency_id, creditor_id, reference, name, language, country) "
        "VALUES ($1, $2, $3, $4, 'Bench', 'fr', 'FR')) "
        "INSERT INTO case_files (id, agency_id, creditor_id, mandate_id, portfolio_id, batch_id, debtor_id, reference, "
        "stage, currency, principal, interest, indemnities, accessories, paid, outstanding, claim_count, placed_at, "
        "name_sort, search) VALUES ($1, $2, $3, $5, $6, $7, $1, $4, 'amicable', 'EUR', 100, 0, 0, 0, 0, 100, 1, $8, "
        "'bench', 'bench')",
        [
            (case_file_id, *sides, f"{name}-{index:06}", MANDATE, portfolio, batch, now)
            for index, case_file_id in enumerate(ids)
        ],
    )
    return ids


async def case_files_of(ids: list[UUID]) -> list[CaseFile]:
    """The rows that events are appended to; read inside the caller's transaction."""
    return await CaseFile.filter(id__in=ids)


async def rate(act: Callable[[int], Awaitable[None]]) -> float:
    """How often `act(writer)` ends a second, with WRITERS of them at once."""
    count, until = 0, time.perf_counter() + SECONDS

    async def write(writer: int) -> None:
        nonlocal count
        while time.perf_counter() < until:
            await act(writer)
            count += 1

    started = time.perf_counter()
    await asyncio.gather(*(write(writer) for writer in range(WRITERS)))
    return count / (time.perf_counter() - started)


async def in_turn(*acts: Callable[[int], Awaitable[None]]) -> list[float]:
    """The median rate of each, measured in turn over ROUNDS rounds, after one round that does not count."""
    rates: list[list[float]] = [[] for _ in acts]
    for number in range(ROUNDS + 1):
        for index, act in enumerate(acts):
            measured = await rate(act)
            if number:
                rates[index].append(measured)
    return [statistics.median(values) for values in rates]


def flush_milliseconds(folder: Path) -> float:
    """How long the disk takes to make 8 kB durable: the floor under every commit."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(50):
            os.pwrite(file.fileno(), os.urandom(8192), 0)
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


@asynccontextmanager
async def pool_of(url: str) -> AsyncIterator[asyncpg.Pool]:
    """Bare connections for the floors."""
    async with asyncpg.create_pool(url, min_size=WRITERS, max_size=WRITERS) as pool:
        yield pool
