"""Watching the API live as a person with a session of their own."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from strawberry.types.execution import ExecutionResult

from tandem.entrypoints.demo import PASSWORD
from tandem.kit.wakeups import Wakeup, flusher, listener
from tandem.organizations import sign_in as sessions
from tandem_graphql.context import ConnectionContext
from tandem_graphql.schema import schema
from tests.api.asking import LINKS

PATIENCE = 20.0  # seconds until a frame that should come has not come, on a busy machine


@dataclass
class SignedIn:
    """A session of the cast, as a browser holds it."""

    secret: str
    context: ConnectionContext = field(init=False)

    def __post_init__(self) -> None:
        self.context = ConnectionContext(lambda: sessions.actor_of(self.secret), LINKS)

    async def sign_out(self) -> None:
        """End the session as the sign-out route does."""
        session_id = await sessions.sign_out(self.secret)
        assert session_id is not None
        flusher.hand_over([Wakeup("access", session_id, ())])


async def sign_in(email: str) -> SignedIn:
    """Open a session with the cast's password."""
    signed_in = await sessions.sign_in(email, PASSWORD)
    assert isinstance(signed_in, sessions.SignedIn)
    return SignedIn(signed_in.secret)


class Watch:
    """An open subscription: frames arrive in a queue, `None` when it has ended."""

    def __init__(self, results: AsyncGenerator[Any, None]) -> None:
        self._frames: asyncio.Queue[ExecutionResult | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._follow(results))

    async def _follow(self, results: AsyncGenerator[Any, None]) -> None:
        async with contextlib.aclosing(results):
            async for result in results:
                self._frames.put_nowait(result)
        self._frames.put_nowait(None)

    async def frame(self) -> Any:
        """The next frame's data; None when the stream has ended."""
        result = await asyncio.wait_for(self._frames.get(), PATIENCE)
        assert result is None or result.errors is None, result
        return None if result is None else result.data

    async def next(self, seconds: float = PATIENCE) -> Any:
        """What comes next: data, or the codes of errors; None is the end. Raises TimeoutError."""
        result = await asyncio.wait_for(self._frames.get(), seconds)
        codes = [(error.extensions or {}).get("code") for error in (result.errors or [])] if result else []
        return codes or (result.data if result else None)

    async def until_quiet(self, seconds: float) -> list[Any]:
        """What comes until nothing has come for so long."""
        found: list[Any] = []
        while True:
            try:
                found.append(await self.next(seconds))
            except TimeoutError:
                return found

    async def refusal(self) -> str:
        """The code of the error that the stream begins with."""
        result = await asyncio.wait_for(self._frames.get(), PATIENCE)
        assert result is not None
        assert result.errors
        return str((result.errors[0].extensions or {})["code"])

    @property
    def is_silent(self) -> bool:
        """Whether nothing has come that was not read."""
        return self._frames.empty()

    async def cut(self) -> None:
        """Lose the connection."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task


@contextlib.asynccontextmanager
async def watching(who: SignedIn, document: str, key: UUID | None = None, **variables: Any) -> AsyncIterator[Watch]:
    """An open subscription; with `key`, one that has begun to listen for it."""
    watch = Watch(await schema.stream(document, variables, who.context))
    try:
        async with asyncio.timeout(PATIENCE):
            while key is not None and key not in listener.keys:  # noqa: ASYNC110 - the listener signals nobody
                await asyncio.sleep(0.005)
        yield watch
    finally:
        await watch.cut()
