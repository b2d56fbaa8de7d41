"""The web app's own operations on case files are answered ahead: nothing that a screen asks falls back."""

import json
from collections.abc import AsyncIterator

import asyncpg
import pytest
import time_machine

from graphql import FieldNode, OperationDefinitionNode, OperationType, parse
from tandem.entrypoints.http.static import OPERATIONS
from tandem_graphql.ids import global_id
from tests.api.lookahead.answers import ask
from tests.api.lookahead.questions import ROOTS
from tests.api.lookahead.readers import READERS
from tests.api.lookahead.rows import write_everything
from tests.support.services import Template, database_of, orm

# A collector, a client, a group, a collector who reaches only what is theirs.
WHO = ("awa", "helene", "group", "assigned")
ASKED: dict[str, tuple[dict[str, object], ...]] = {
    "CaseFilePage": ({},),
    "CaseFilesPage": (
        {"sort": "NEWEST"},
        {"sort": "OLDEST_DUE", "filter": {"search": "soc", "stages": ["AMICABLE"]}},
    ),
    "ChannelsNow": ({},),
    "CasesToTry": ({"search": "soc"}, {"search": "nobody"}),
    "EvidenceBundles": ({},),
    "FindCases": ({"search": "soc"}, {"search": "nobody"}),
    "TimelinePage": (
        {"opening": True, "last": 40},
        {"opening": False, "first": 40},
        {"opening": False, "first": 40, "startOn": "2026-11-01", "timeZone": "Europe/Paris"},
        {"opening": False, "last": 40, "filter": {"groups": ["NOTES"], "chain": "PARTIES"}},
    ),
}


def _of_case_files() -> list[tuple[str, str]]:
    """(name, text) of each operation of the build whose roots are read ahead."""
    assert OPERATIONS.exists(), "the web app is not built: run `make web`"
    found = []
    for text in json.loads(OPERATIONS.read_bytes()).values():
        operation = next(one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode))
        roots = {one.name.value for one in operation.selection_set.selections if isinstance(one, FieldNode)}
        if operation.operation is OperationType.QUERY and roots <= {*ROOTS, "__typename"}:
            assert operation.name
            found.append((operation.name.value, text))
    return found


@pytest.fixture(scope="module")
async def case_files(template: Template) -> AsyncIterator[list[str]]:
    async with database_of(template) as urls, orm(urls.web):
        owner = await asyncpg.connect(urls.owner)
        try:
            made = await write_everything(owner)
        finally:
            await owner.close()
        # One with everything, and one that the confined collector has.
        yield [global_id("CaseFile", one.case_file.id) for one in made[:2]]


@time_machine.travel("2026-11-24T10:00:00.250+01:00", tick=False)
async def test_what_the_screens_ask_is_one_statement_and_falls_back_for_nobody(case_files: list[str]) -> None:
    operations = _of_case_files()
    assert {name for name, _ in operations} == ASKED.keys()

    for name, text in operations:
        for who in WHO:
            for variables in ASKED[name]:
                for case_file in case_files if "$id" in text else case_files[:1]:
                    given = {"id": case_file, **variables} if "$id" in text else variables
                    asked = await ask(READERS[who], text, dict(given))
                    where = (name, who, given, asked.ordinary[-400:])
                    assert not asked.fell_back, (asked.fell_back, where)
                    assert asked.ordinary.endswith(b'"errors":[]}'), where
                    assert asked.directly == asked.ordinary == asked.ahead, where
                    assert asked.statements == 1, where
                    assert case_file != case_files[1] or b'"caseFile":null' not in asked.ordinary, where
