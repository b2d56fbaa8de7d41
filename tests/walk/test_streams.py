"""Every stream, as everybody: none opens on somebody else's row, and none tells of what happens to it."""

import asyncio
import contextlib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import orjson
import pytest

from graphql import GraphQLField
from tandem.casefiles.publishing import Audience
from tandem.entrypoints.demo import cast_id
from tandem.kit.wakeups import Wakeup, flusher
from tandem.notes.commands import publish_note, write_note
from tandem.organizations.actor import System
from tandem_graphql.schema import schema
from tests.api.documents_of_schema import GRAPH, whole
from tests.api.watching import Watch
from tests.walk.asking import Findings, without
from tests.walk.inputs import arguments, holds, id_of, nobodys, places_of, with_ids
from tests.walk.mutations import side_of
from tests.walk.opens import STREAMS
from tests.walk.people import PARTS, Reader
from tests.walk.world import World

# One world a module, and each module in one process.
pytestmark = [pytest.mark.xdist_group("walk of streams"), pytest.mark.timeout(600)]

SILENT = 0.05  # seconds for a stream that may have nothing to say
PATIENCE = 10.0  # seconds for a refusal
QUIET = 1.0  # seconds in which a frame that a wake-up causes would have come


# A stream that is cut while it opens leaves some of its fields unasked, which Python finds worth a word.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("part", PARTS)
async def test_no_stream_opens_on_somebody_elses_row(world: World, part: str) -> None:
    findings = Findings()
    opened: set[tuple[str, str, str]] = set()
    expected: set[tuple[str, str, str]] = set()

    for name, field in _streams().items():
        for reader in world.part(part):
            side = side_of(reader)
            for tenant in world.tenants:
                given = arguments(field, tenant, side)
                real = {place: id_of(place, tenant, side) for place in places_of(field) if holds(given, place)}
                keys = [tenant.ids[place.row.replace("{side}", side)] for place in real]
                findings.walk(reader, f"stream {name}", tenant.name)
                is_own = all(world.may_know(reader, key) for key in keys) and reader.is_signed_in
                may_be_silent = is_own and _may(world, reader, name)
                # A composed role is refused who it is to the last field, as that is asked here.
                if may_be_silent and world.is_at_home(reader, tenant) and not reader.is_composed:
                    expected.add((reader.name, name, tenant.name))
                first = await _first(world, reader, name, given, SILENT if may_be_silent else PATIENCE)
                if real and not is_own:
                    none = {place: nobodys(place) for place in real}
                    other = await _first(world, reader, name, with_ids(given, none), PATIENCE)
                    if "errors" not in first or without(first, real) != without(other, {**real, **none}):
                        findings.leak(reader, name, tenant.name, f"{first} {other}")
                elif "errors" not in first:
                    opened.add((reader.name, name, tenant.name))
                    if not _may(world, reader, name):
                        findings.leak(reader, name, tenant.name, f"the policy table does not give it: {first}")
                if found := world.forbidden[reader.name].found_in(orjson.dumps(first).decode(), given):
                    findings.leak(reader, name, tenant.name, found[:5])

    assert not findings.leaks, findings.told()
    assert expected - opened == set()


async def test_open_streams_tell_of_ones_own_alone(world: World) -> None:
    findings = Findings()

    async with AsyncExitStack() as opened:
        watches = []
        for reader in world.readers:
            if not reader.is_signed_in:
                continue
            for name, field in _streams().items():
                side = side_of(reader)
                for tenant in world.tenants:
                    given = arguments(field, tenant, side)
                    watch = Watch(await schema.stream(_document(name, given), given, world.connection(reader)))
                    opened.push_async_callback(watch.cut)
                    watches.append((reader, name, tenant, watch))
                    if not given:
                        break
        await asyncio.sleep(QUIET)
        await _something_happens_to_everybody(world)
        await asyncio.sleep(QUIET)
        heard = 0
        for reader, name, tenant, watch in watches:
            frames = await watch.until_quiet(0.01)
            heard += len(frames)
            if found := world.forbidden[reader.name].found_in(orjson.dumps(frames).decode(), {}):
                findings.leak(reader, name, tenant.name, found[:5])

    assert not findings.leaks, findings.told()
    assert heard > len(world.tenants)


def _streams() -> Mapping[str, GraphQLField]:
    assert GRAPH.subscription_type is not None
    return GRAPH.subscription_type.fields


def _may(world: World, reader: Reader, name: str) -> bool:
    needed = STREAMS.get(name)
    assert needed is not None, f"who may follow {name}? Say it in tests/walk/opens.py, STREAMS"
    return world.may_do(reader, needed)


def _document(name: str, given: Mapping[str, Any]) -> str:
    return whole(name, given, "subscription", brief=True)[0].document


async def _first(world: World, reader: Reader, name: str, given: Mapping[str, Any], patience: float) -> Any:
    """The first frame, or a word that nothing came."""

    async def frame() -> Any:
        results = await schema.stream(_document(name, given), dict(given), world.connection(reader))
        async with contextlib.aclosing(results):
            return await anext(results, None)

    try:
        # In a task of its own, as a socket runs it: what is cancelled ends there.
        answered = await asyncio.wait_for(frame(), patience)
    except TimeoutError:
        return {"data": "silent"}
    if answered is None:
        return {"data": "ended"}
    answer: dict[str, Any] = {"data": answered.data}
    return answer | {"errors": [error.formatted for error in answered.errors]} if answered.errors else answer


async def _something_happens_to_everybody(world: World) -> None:
    """Notes of each side and to both, of every tenant; and everybody is told to look at their rights again."""
    for tenant in world.tenants:
        for side, name in (
            ("agency", f"collector of {tenant.agency}"),
            ("creditor", f"creditor_administrator of {tenant.creditor}"),
        ):
            author = await world.actor(next(one for one in world.readers if one.name == name))
            await write_note(
                author, tenant.ids["CaseFile"], body=f"Vif {tenant.word(side)}", audience=Audience.OWN_SIDE
            )
            both = await write_note(
                author, tenant.ids["CaseFile"], body=f"Vif {tenant.word('both')}", audience=Audience.PARTIES
            )
            await publish_note(System(author.organization_id), both.id)
    flusher.hand_over([Wakeup("grant", cast_id("lemanique"), (cast_id("lemanique"), cast_id("bati-loire")))])
