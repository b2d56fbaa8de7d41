"""Bodies outside GraphQL: none is read past its bound, whether or not it says how long it is."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette

from tandem.contacts.channels import SMS_INBOUND_PATH, Channels
from tandem.entrypoints.http import auth, webhooks

CHUNK = b"x" * 100_000


@pytest.mark.parametrize(
    ("path", "most", "status"), [(SMS_INBOUND_PATH, 5_000_000, 403), ("/auth/sign-in", 10_000, 400)]
)
async def test_no_body_is_read_past_its_bound(path: str, most: int, status: int) -> None:
    app = Starlette(routes=[*auth.routes, *webhooks.routes])
    app.state.public_url, app.state.channels = "https://tandem.example", Channels()
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += len(CHUNK)
            assert sent < most + 10 * len(CHUNK)
            yield CHUNK

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=app.state.public_url) as http:
        answer = await http.post(path, content=endless(), headers={"content-type": "application/json"})

    assert answer.status_code == status
