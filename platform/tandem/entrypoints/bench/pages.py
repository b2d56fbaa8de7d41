"""The list of case files and the case file, over HTTP, beside their floor, and what row-level security costs.

One web process with everything on (sign-in, policies, masks, limits), for a collector and for a client; one and sixteen
requests at a time. Each body is compared with the floor's in the timed run.
"""

import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import orjson

from tandem.entrypoints.bench import pages_data
from tandem.entrypoints.bench.live import web
from tandem.entrypoints.bench.setting import AGENCY, CREDITOR, Row
from tandem.entrypoints.chores import token_of_membership
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem_graphql.ids import global_id

# Short rounds in turn: whatever else the machine does weighs on the product and its floor alike.
ROUNDS = 10
SECONDS = 0.5
# A connection runs a statement five times before PostgreSQL keeps its plan, and there are twenty of them.
WARM = 3.0
AT_ONCE = (1, 16)
# Points a minute: what is measured is the page, not how many of them somebody may ask for.
UNLIMITED = {"TANDEM_RATE_PER_CREDENTIAL": "1000000000", "TANDEM_RATE_PER_ORGANIZATION": "1000000000"}

_EVENT = "__typename id chain sequence recordedAt milestone"
_MONEY = "{ amount currency }"
LIST = f"""
query List($first: Int!, $filter: CaseFileFilter) {{ caseFiles(first: $first, filter: $filter) {{
  edges {{ node {{ id reference stage claimCount debtor {{ id name reference }}
    balance {{ principal {_MONEY} paid {_MONEY} outstanding {_MONEY} }}
    timeline(first: 5) {{ edges {{ node {{ {_EVENT} actor {{ kind name }} }} }} }} }} }}
  pageInfo {{ hasNextPage }} }} }}
"""
CASE = f"""
query Case($id: ID!) {{ caseFile(id: $id) {{ id reference stage claimCount debtor {{ id name reference }}
  balance {{ principal {_MONEY} interest {_MONEY} indemnities {_MONEY} accessories {_MONEY} paid {_MONEY}
    outstanding {_MONEY} }}
  claims {{ id documentNumber dueOn segment payee placed {_MONEY} paid {_MONEY} outstanding {_MONEY} }}
  parties {{ id role name contactPoints {{ id kind value }} }}
  holds {{ id kind reason since byName }}
  timeline(first: 50) {{ edges {{ node {{ {_EVENT} actor {{ kind name }}
    ... on CaseFilePlaced {{ batchReference claimCount }}
    ... on PaymentRecorded {{ amount {_MONEY} receivedOn source }}
    ... on NoteWritten {{ body }}
    ... on StageChanged {{ fromStage toStage closeCode }} }} }}
    pageInfo {{ hasNextPage }} }} }} }}
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as its bytes."""

    port: int
    text: bytes

    @classmethod
    def get(cls, port: int, path: str) -> "Asked":
        """Of the floor."""
        return cls(port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    @classmethod
    def query(cls, port: int, secret: str, document: str, variables: Mapping[str, object]) -> "Asked":
        """Of the product."""
        body = orjson.dumps({"query": document, "variables": variables})
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {secret}\r\n"
            f"Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return cls(port, head.encode() + body)


async def measure(urls: DatabaseUrls, environment: dict[str, str]) -> list[Row]:
    """Rows for each page, reader and number of requests at a time; then row-level security."""
    owner = await asyncpg.connect(urls.owner)
    try:
        await pages_data.write(owner)
    finally:
        await owner.close()
    rows, walls = [], []
    async with (
        web(environment | UNLIMITED) as port,
        _floor(urls.web) as confined,
        _floor(urls.owner) as unconfined,
    ):
        for page, product, path in await asked_pages(urls, port):
            floors = [Asked.get(one, path) for one in (confined, unconfined)]
            for at_once in AT_ONCE:
                rates = await _in_turn([product, *floors], at_once)
                rows.append(_row(f"{page}, {at_once} at a time", *rates[:2]))
                if at_once == 1:
                    walls.append(_wall(page, *rates[1:]))
    return rows + walls


async def asked_pages(urls: DatabaseUrls, port: int) -> list[tuple[str, Asked, str]]:
    """Each page as each reader asks the product for it, with its name and its path at the floor."""
    key = await pages_data.case_file_with_many_events(urls.owner, AGENCY, CREDITOR)
    return [
        (f"{page}, {reader}", product, path)
        for reader, side, organization, secret in (
            ("collector", "agency", AGENCY, await _secret(urls, "awa", "lenoir")),
            ("client", "creditor", CREDITOR, await _secret(urls, "lucas", "bati-loire")),
        )
        for page, product, path in _pages(port, secret, side, organization, key)
    ]


def _pages(port: int, secret: str, side: str, organization: UUID, key: UUID) -> list[tuple[str, Asked, str]]:
    narrowed = {"first": 50, "filter": {"stages": ["AMICABLE"]}}
    return [
        ("list of 50", Asked.query(port, secret, LIST, narrowed), f"/list/{side}/{organization}"),
        (
            "case file, 50 events",
            Asked.query(port, secret, CASE, {"id": global_id("CaseFile", key)}),
            f"/case/{side}/{organization}/{key}",
        ),
    ]


async def _in_turn(asked: list[Asked], at_once: int) -> list[float]:
    """The median rate of each, in turn over ROUNDS rounds, once all are warm. They answer the same."""
    rates: list[list[float]] = [[] for _ in asked]
    bodies: set[bytes] = set()
    for one in asked:
        await rate(one, max(AT_ONCE), WARM)
    for _ in range(ROUNDS):
        for place, one in enumerate(asked):
            measured, seen = await rate(one, at_once, SECONDS)
            bodies |= seen
            rates[place].append(measured)
    if len(bodies) != 1:
        raise RuntimeError(f"the product and its floor answer differently: {[body[:2000] for body in bodies]}")
    return [statistics.median(each) for each in rates]


async def rate(asked: Asked, at_once: int, seconds: float) -> tuple[float, set[bytes]]:
    """Answers a second, and the different bodies among them."""
    bodies, started = set[bytes](), time.perf_counter()
    taken = await asyncio.gather(*(times(asked, seconds, bodies) for _ in range(at_once)))
    return sum(map(len, taken)) / (time.perf_counter() - started), bodies


async def times(asked: Asked, seconds: float, bodies: set[bytes]) -> list[float]:
    """How long each answer took, one after the other; their bodies are added."""
    taken, until = [], time.perf_counter() + seconds
    reader, writer = await asyncio.open_connection("127.0.0.1", asked.port, limit=2**20)
    while (started := time.perf_counter()) < until:
        writer.write(asked.text)
        bodies.add(await _body(reader))
        taken.append(time.perf_counter() - started)
    writer.close()
    return taken


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(length)
    if b" 200 " not in head[:16]:
        raise RuntimeError(f"refused: {head!r} {body!r}")
    return body


async def _secret(urls: DatabaseUrls, person: str, organization: str) -> str:
    return await token_of_membership(urls.owner, cast_id(person, organization))


@contextlib.asynccontextmanager
async def _floor(url: str) -> AsyncIterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own program, started before the measure
        [sys.executable, "-m", "tandem.entrypoints.bench.pages_floor", url, str(port)], env=dict(os.environ)
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            await asyncio.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _row(measure: str, product: float, floor: float) -> Row:
    return Row(measure, f"{product:,.0f} /s", f"{floor:,.0f} /s", f"{product / floor:.0%}")


def _wall(measure: str, confined: float, unconfined: float) -> Row:
    """What the second wall takes of the same statement."""
    more = (1 / confined - 1 / unconfined) * 1000
    return Row(
        f"row-level security: floor of the {measure}, as the web role beside the owner",
        f"{confined:,.0f} /s",
        f"{unconfined:,.0f} /s",
        f"{confined / unconfined:.0%} ({more:+.2f} ms)",
    )
