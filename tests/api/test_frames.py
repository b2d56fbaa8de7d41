"""Frames of a stream after its first: each is paid, and none takes longer than an operation may."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.rates import Budget, Rates
from tandem.kit.wakeups import listener
from tandem.organizations.actor import Actor
from tandem_graphql.context import ConnectionContext, Context
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.lookahead.executing import Execution
from tandem_graphql.schema import schema
from tandem_graphql.terms import Meter, Terms
from tandem_policies.vocabulary import Role
from tests.api.asking import LINKS


@asynccontextmanager
async def _viewer_stream(limits: Limits) -> AsyncIterator[Any]:
    """A stream that has a frame at each wake-up: the person's language is another one at each look."""
    languages = cycle(["en", "fr"])

    async def now() -> Actor:
        return replace(actor_of_cast("awa"), locale=next(languages))

    meter = Meter(Rates(), Budget("session", limits.points_of_credential))
    context = Context(await now(), now, LINKS, terms=Terms(limits, meter=meter))
    stream = await schema.stream("subscription { viewerChanged { locale } }", None, context)
    async with aclosing(stream):
        yield stream


async def _next(stream: Any) -> Any:
    """The next frame's data, or the code of its error."""
    following = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.02)
    listener.everybody_reads_again()
    frame = await asyncio.wait_for(following, 20)
    return frame.errors[0].extensions["code"] if frame.errors else frame.data["viewerChanged"]["locale"]


async def test_each_frame_is_paid_until_nothing_is_left() -> None:
    # One point for asking, one for a document not seen before, ten for each frame: the third frame has none. It asks
    # who the person is once it listens, so that the first frame has the second language.
    async with _viewer_stream(replace(DEFAULT, points_of_credential=22)) as stream:
        told = [await _next(stream) for _ in range(3)]

        assert told == ["fr", "en", "RATE_LIMITED"]
        assert await anext(stream, None) is None


async def test_a_frame_that_takes_too_long_ends_its_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _viewer_stream(replace(DEFAULT, seconds=1.0)) as stream:
        first = await _next(stream)

        async def for_ever() -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(Execution, "execute_operation", lambda *_: for_ever())

        assert (first, await _next(stream)) == ("fr", "UNAVAILABLE")
        assert await anext(stream, None) is None


async def test_the_terms_of_a_stream_follow_who_it_is() -> None:
    roles = cycle([Role.AGENCY_MANAGER, Role.COLLECTOR])

    async def now() -> Actor:
        return replace(actor_of_cast("awa"), role=next(roles))

    def terms_of(actor: Actor | None) -> Terms:
        return Terms(DEFAULT, may_introspect=actor is not None and actor.role is Role.AGENCY_MANAGER)

    connection = ConnectionContext(now, LINKS, terms_of=terms_of)
    context = await connection.for_operation()
    before = context.terms.may_introspect
    stands = await context.check()

    assert (before, stands, context.terms.may_introspect) == (True, True, False)
