"""Every stream, as everybody: none opens on somebody else's row."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from graphql import GraphQLField
from tandem_graphql.schema import schema
from tests.api.documents_of_schema import GRAPH, whole
from tests.walk.asking import Findings, without
from tests.walk.inputs import arguments, holds, id_of, nobodys, places_of, with_ids
from tests.walk.mutations import side_of
from tests.walk.opens import STREAMS
from tests.walk.people import Reader
from tests.walk.world import World

SILENT = 0.05  # seconds for a stream that may have nothing to say
PATIENCE = 10.0  # seconds for a refusal


async def every_stream(world: World, readers: Sequence[Reader]) -> tuple[Findings, set[tuple[str, str, str]]]:
    """Open every stream on every tenant's rows as some readers; returns what was found, and what should have opened."""
    findings = Findings()
    opened: set[tuple[str, str, str]] = set()
    expected: set[tuple[str, str, str]] = set()

    for name, field in streams().items():
        for reader in readers:
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

    return findings, expected - opened


def streams() -> Mapping[str, GraphQLField]:
    """Every subscription of the schema."""
    assert GRAPH.subscription_type is not None
    return GRAPH.subscription_type.fields


def _may(world: World, reader: Reader, name: str) -> bool:
    needed = STREAMS.get(name)
    assert needed is not None, f"who may follow {name}? Say it in tests/walk/opens.py, STREAMS"
    return world.may_do(reader, needed)


def document_of(name: str, given: Mapping[str, Any]) -> str:
    """A stream with what its frames say, and the arguments that are given."""
    return whole(name, given, "subscription", brief=True)[0].document


async def _first(world: World, reader: Reader, name: str, given: Mapping[str, Any], patience: float) -> Any:
    """The first frame, or a word that nothing came."""

    async def frame() -> Any:
        results = await schema.stream(document_of(name, given), dict(given), world.connection(reader))
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
