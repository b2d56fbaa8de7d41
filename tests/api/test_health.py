"""Whether a process may serve is asked of the database once a second, however many ask, and not waited for for ever."""

import asyncio
from contextlib import suppress

import httpx2
import pytest
from starlette.applications import Starlette

from tandem.entrypoints.http import health
from tandem.kit import database
from tandem.kit.wakeups import listener


async def test_anybody_may_ask_and_the_database_is_asked_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, now = 0, 0.0

    async def rows(_: str) -> list[dict[str, int]]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise OSError
        return [{"one": 1}]

    monkeypatch.setattr(database, "rows", rows)
    monkeypatch.setattr(listener, "connected", True)
    monkeypatch.setattr(health, "_looked_at", None)
    monkeypatch.setattr(health, "monotonic", lambda: now)
    told = []
    app = Starlette(routes=health.routes)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="https://x.example") as http:
        for at in (0.0, 0.9, 1.0, 1.9):
            now = at
            told += [await http.get("/readyz") for _ in range(10)]

    assert asked == 2
    assert [answer.status_code for answer in told] == [503] * 20 + [200] * 20
    assert told[0].json() == {"status": "unready", "database": "OSError"}


async def test_a_database_that_hangs_makes_unready_even_where_it_lets_go_of_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again = asyncio.Event()

    async def rows(_: str) -> None:
        with suppress(asyncio.CancelledError):
            await again.wait()
        await again.wait()

    monkeypatch.setattr(database, "rows", rows)
    monkeypatch.setattr(listener, "connected", True)
    monkeypatch.setattr(health, "_looked_at", None)
    monkeypatch.setattr(health, "_unready", {})
    monkeypatch.setattr(health, "_PATIENCE", 0.05)
    app = Starlette(routes=health.routes)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="https://x.example") as http:
        async with asyncio.timeout(20):
            answers = [await http.get("/readyz") for _ in range(2)]
    again.set()

    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[1].json() == {"status": "unready", "database": "TimeoutError"}
