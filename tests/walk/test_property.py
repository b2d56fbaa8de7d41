"""What the API returns is what a loop over plain rows finds: no row more, no row less, no field more."""

import ast
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings

from tandem.kit import clock
from tandem.organizations import sign_in as sessions
from tandem_graphql.ids import global_id, split
from tandem_graphql.schema import schema
from tests.api.asking import context_of
from tests.support.services import Template, database_of, orm
from tests.walk.generated import NOW, worlds, write
from tests.walk.plain import LISTS, OF_CASE_FILE, Model, Row

HERE = Path(__file__).parent
CONNECTIONS = {"caseFiles", "bankGrants", "placementBatches"}


@pytest.fixture(scope="module")
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    """The web role's ORM on a database that each example adds to, and the owner's connection to it."""
    async with database_of(template) as urls, orm(urls.web):
        connection = await asyncpg.connect(urls.owner)
        clock.configure(NOW - clock.now())
        yield connection
        clock.configure(clock.shift() * 0)
        await connection.close()


@given(world=worlds())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
async def test_the_api_returns_what_a_loop_over_plain_rows_finds(
    owner: asyncpg.Connection, world: Mapping[str, list[Row]]
) -> None:
    await write(owner, world)
    model, differences = Model(world), []

    for member, session in zip(world["memberships"], world["sessions"], strict=True):
        actor = await sessions.actor_of(session["secret"])
        assert actor is not None
        asked = _Asker(context_of(actor))
        who = f"{member['role']} of {model.organization(member)['name']}"
        for name in LISTS:
            expected, found = model.listed(member, name), await asked.listed(name)
            if expected != found:
                differences.append((who, name, expected, found))
        for case in world["case_files"]:
            for selection in OF_CASE_FILE:
                shown, found = model.shown(member, case, selection), await asked.shown(case, selection)
                if shown != found:
                    differences.append((who, selection, shown, found))

    assert differences == []


def test_the_model_is_written_apart_from_the_product() -> None:
    imported = set()
    for path in (HERE / "plain.py", HERE / "policy.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")

    assert {name for name in imported if name.startswith(("tandem", "tests"))} == {"tests.walk.policy"}


class _Asker:
    """Asks as one member."""

    def __init__(self, context: Any) -> None:
        self._context = context

    async def listed(self, name: str) -> set[Any] | None:
        """The ids of a list; None when it does not open."""
        body = "edges { node { id } } totalCount" if name in CONNECTIONS else "id"
        arguments = "(first: 100)" if name in CONNECTIONS else ""
        result = await self._ask(f"{{ {name}{arguments} {{ {body} }} }}", {})
        if result.data is None:
            return None
        found = result.data[name]
        if name in CONNECTIONS:
            assert found["totalCount"] == len(found["edges"])
            found = [edge["node"] for edge in found["edges"]]
        return {_key(one["id"]) for one in found}

    async def shown(self, case: Row, selection: str) -> list[str]:
        """All values that one selection of a case file shows, sorted; by its look-up and by its id alike."""
        variables = {"id": global_id("CaseFile", case["id"])}
        head = "query ($id: ID!)"
        by_look_up = await self._ask(f"{head} {{ found: caseFile(id: $id) {{ {selection} }} }}", variables)
        by_id = await self._ask(f"{head} {{ found: node(id: $id) {{ ... on CaseFile {{ {selection} }} }} }}", variables)
        values = [sorted(_leaves(result.data)) for result in (by_look_up, by_id)]
        assert values[0] == values[1]
        return values[0]

    async def _ask(self, document: str, variables: Mapping[str, Any]) -> Any:
        self._context.refresh()
        result = await schema.execute(document, dict(variables), self._context)
        codes = {(error.extensions or {}).get("code") for error in result.errors or []}
        assert codes <= {"FORBIDDEN"}, (document, result.errors)
        return result


def _key(text: str) -> Any:
    return split(text, "id")[1]


def _leaves(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [] if value is None else [str(value)]
