"""What the API returns is what a loop over plain rows finds: no row more, no row less, no field more.

Worlds are drawn by lot from the seed that the test prints; TANDEM_SEED sets it, to repeat a world or to try others.
"""

import ast
import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import orjson
import pytest
import time_machine

from graphql import GraphQLObjectType
from tandem.organizations import sign_in as sessions
from tests.api.documents_of_schema import GRAPH
from tests.support.services import Template, database_of, orm
from tests.walk.asking_plainly import Asker
from tests.walk.comparing import Comparing
from tests.walk.generated import NOW, TODAY, read_all, write
from tests.walk.generated_cases import world
from tests.walk.plain import Model, Reader, Row
from tests.walk.plain_left_out import LEFT_OUT
from tests.walk.plain_nodes import types_of_model
from tests.walk.selections import Chooser

HERE = Path(__file__).parent
SEED = int(os.environ.get("TANDEM_SEED", "20261124"))
WORLDS = int(os.environ.get("TANDEM_WORLDS", "7"))
# Of the fields of the model, those that some answer had a value of: a world that shows little proves little.
LEAST_SHOWN = 0.65


@pytest.fixture(scope="module")
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    """The web role's ORM on a database that each world adds to, and the owner's connection to it."""
    async with database_of(template) as urls, orm(urls.web):
        connection = await asyncpg.connect(urls.owner)
        for kind in ("json", "jsonb"):
            await connection.set_type_codec(
                kind, encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads, schema="pg_catalog"
            )
        yield connection
        await connection.close()


@time_machine.travel(NOW, tick=False)
async def test_the_api_returns_what_a_loop_over_plain_rows_finds(owner: asyncpg.Connection) -> None:
    types, shown, asked = types_of_model(), set[str](), 0
    chooser = Chooser(Random(SEED), types)
    # A grant ends by the database's own clock too, if that is later.
    today = (await owner.fetchval("SELECT clock_timestamp() AT TIME ZONE 'Europe/Paris'")).date()

    for number in range(WORLDS):
        made = world(SEED + number)
        await write(owner, made)
        differences = []
        for member in _bankers_first(made):
            # What a bank looked at is written down: then its creditors see it.
            now = await read_all(owner)
            secret = next(one["secret"] for one in made["sessions"] if one["membership_id"] == member["id"])
            actor = await sessions.actor_of(secret)
            if member["ended_at"]:
                assert actor is None
                continue
            assert actor is not None
            reader = Reader(Model(now, NOW, TODAY, max(TODAY, today)), _row(now["memberships"], member["id"]))
            comparing = Comparing(reader, Asker(actor), chooser, _of_world(now, made))
            await comparing.everything()
            differences += [(_called(reader), *one) for one in comparing.differences]
            shown |= comparing.shown
            asked += comparing.asker.asked
        for one in differences:
            print(*one, sep="\n    ")
        assert not differences, f"{len(differences)} differences, world {number} of TANDEM_SEED={SEED}"

    every = {f"{name}.{field}" for name, fields in types.items() for field in fields}
    print(f"\nTANDEM_SEED={SEED}: {WORLDS} worlds, {asked} documents, {len(shown)} of {len(every)} fields shown")
    print(f"without a value: {' '.join(sorted(every - shown))}")
    assert len(shown) >= LEAST_SHOWN * len(every)


def _bankers_first(made: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return sorted(made["memberships"], key=lambda one: one["role"] != "banker")


def _of_world(now: Mapping[str, list[Row]], made: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[Row]]:
    """The rows of this world as the database keeps them."""
    keys = {name: {one.get("id") for one in found} - {None} for name, found in made.items()}
    return {name: [one for one in found if one.get("id") in keys[name]] for name, found in now.items()}


def _row(found: list[Row], key: object) -> Row:
    return next(one for one in found if one["id"] == key)


def _called(reader: Reader) -> str:
    role = (
        f"composed {reader.member['composed_role_id']}" if reader.member["composed_role_id"] else reader.member["role"]
    )
    return f"{role} of {reader.organization['name']} ({reader.organization['case_scope']})"


def test_every_field_is_in_the_model_or_left_out_for_a_reason() -> None:
    types = types_of_model()
    left_out = [
        f"{type_.name}.{name}"
        for type_ in GRAPH.type_map.values()
        for name in getattr(type_, "fields", {})
        if not type_.name.startswith("__") and isinstance(type_, GraphQLObjectType)
        if name not in types.get(type_.name, {}) and not (type_.name in _EVENTS and name in types["TimelineEvent"])
        if not _reason(type_.name, name)
    ]

    assert left_out == []


_EVENTS = {one.name for one in GRAPH.get_possible_types(GRAPH.type_map["TimelineEvent"])}  # type: ignore[arg-type]


def _reason(type_name: str, field: str) -> str | None:
    return LEFT_OUT.get(f"{type_name}.{field}") or LEFT_OUT.get(type_name) or _of_words(type_name)


def _of_words(type_name: str) -> str | None:
    return next((why for end, why in LEFT_OUT.items() if end.startswith("*") and type_name.endswith(end[1:])), None)


def test_the_model_is_written_apart_from_the_product() -> None:
    imported = set()
    for path in (*HERE.glob("plain*.py"), HERE / "policy.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")

    ours = {name for name in imported if name.startswith(("tandem", "tests"))}
    assert {name for name in ours if not name.startswith("tests.walk.plain")} == {"tests.walk.policy"}
