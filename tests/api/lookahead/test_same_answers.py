"""The one statement of a page answers what the ordinary executor answers, byte for byte.

Documents are drawn by lot from the seed that the test prints; TANDEM_SEED sets it, to repeat them or to try others.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator

import asyncpg
import orjson
import pytest
import time_machine

from tandem.entrypoints.demo import cast_id
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem_graphql.ids import global_id
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Relation
from tests.api.documents_of_schema import asked_in, whole
from tests.api.lookahead.answers import ask, data_of, said_in
from tests.api.lookahead.questions import ROOTS, SORTS, Known, events, questions
from tests.api.lookahead.readers import READERS, WITHOUT_ROWS
from tests.api.lookahead.rows import TEAM, write_everything
from tests.support.services import Template, database_of, orm

SEED = int(os.environ.get("TANDEM_SEED", "20261124"))
EACH = 8  # random documents a reader
# Who is asked all fields one by one too; the others see the same ones.
WHOLE = ("awa", "helene")
MOST_FALLEN_BACK = 0.05
# What may be answered by errors, the same both ways: what nobody may read, too dear, or a condition that is null.
_SAID = (b"FORBIDDEN", b"too_dear", b"non-null")
# A refusal that the plan meets, which the executor then tells; any other failure ahead is none of ours to expect.
_DENIED = "NotPermitted"
# Of these no answer here has a value, and why.
WITHOUT_VALUE = {
    "ContactVerdict.until": "the gate defers nothing at ten in the morning",
}


@pytest.fixture(scope="module")
async def case_files(template: Template) -> AsyncIterator[list[str]]:
    async with database_of(template) as urls, orm(urls.web):
        owner = await asyncpg.connect(urls.owner)
        try:
            made = await write_everything(owner)
        finally:
            await owner.close()
        yield [global_id("CaseFile", one.case_file.id) for one in made]


async def _known(actor: Actor, case_files: list[str]) -> Known:
    """What a reader can be asked about, with the cursors of a first answer."""
    cursors = {"timeline": await _cursors(actor, "caseFile(id: $id) { found: timeline(first: 80)", case_files[0])}
    for sort in SORTS:
        cursors[sort] = await _cursors(actor, f"node(id: $id) {{ id }} found: caseFiles(sort: {sort})", case_files[0])
    return Known(
        # The one with everything twice, and one that is nobody's.
        [*case_files, case_files[0], global_id("CaseFile", cast_id("nobody"))],
        [global_id("Organization", cast_id(one)) for one in ("lenoir", "bati-loire", "atlas")],
        [global_id("Membership", cast_id("awa", "lenoir")), global_id("Membership", cast_id("marc", "lenoir"))],
        [global_id("Team", TEAM), global_id("Team", cast_id("nobody"))],
        cursors,
    )


async def _cursors(actor: Actor, asked: str, case_file: str) -> list[str]:
    ends = "}" * asked.count("{") if "timeline" in asked else ""
    data = await data_of(actor, f"query ($id: ID!) {{ {asked} {{ edges {{ cursor }} }} {ends} }}", {"id": case_file})
    found = ((data or {}).get("caseFile") or data or {}).get("found") or {"edges": []}
    return [edge["cursor"] for edge in found["edges"]]


def _documents(name: str, actor: Actor, known: Known) -> list[tuple[str, dict[str, object]]]:
    """All fields once, as deep as a document may be; then random ones."""
    given: dict[str, dict[str, object]] = {"caseFile": {"id": known.case_files[0]}, "caseFiles": {}}
    walks = [walk for root in ROOTS for walk in whole(root, given[root])] if name in WHOLE else []
    number = 4 if name in WITHOUT_ROWS else EACH
    kinds = [(document, {"id": known.case_files[0]}) for document in events()] if name == WHOLE[0] else []
    random = questions(SEED + sum(map(ord, name)), Sight.of_case(actor), known, number)
    return [*((walk.document, dict(walk.variables)) for walk in walks), *kinds, *random]


@time_machine.travel("2026-11-24T10:00:00.250+01:00", tick=False)
async def test_every_field_is_answered_alike_by_one_statement(case_files: list[str]) -> None:
    compared, refused, fallen, hit, unexpected = 0, 0, Counter[str](), set[str](), list[str]()

    for name, actor in READERS.items():
        for document, variables in _documents(name, actor, await _known(actor, case_files)):
            asked = await ask(actor, document, variables)
            where = (f"TANDEM_SEED={SEED}", name, document, variables)
            if None in variables.values():
                # A null condition is an error wherever it is met, and told of the place that is met first.
                assert orjson.loads(asked.ahead)["data"] == orjson.loads(asked.ordinary)["data"], where
                assert (b'"errors":[]' in asked.ahead) == (b'"errors":[]' in asked.ordinary), where
            else:
                assert asked.ahead == asked.ordinary, where
                assert asked.directly == asked.ordinary, where
            unexpected += [reason for reason in asked.fell_back if "failed:" in reason and _DENIED not in reason]
            if b'"errors":[]' not in asked.ordinary:
                assert any(one in asked.ordinary for one in _SAID), (asked.ordinary[-1_000:], where)
                refused += 1
                continue
            if None in variables.values():  # in a place without rows: left to the executor by intention
                continue
            compared += 1
            fallen += asked.fell_back
            if not asked.fell_back:
                assert asked.statements == 1, where
                hit |= said_in(document, asked.ordinary)

    print(f"\nTANDEM_SEED={SEED}: {compared} documents of {len(READERS)} readers alike, {refused} refused alike, ")
    print(f"{dict(fallen)} fell back; {len(hit)} fields had a value")
    assert unexpected == []
    assert fallen.total() <= compared * MOST_FALLEN_BACK
    without = sorted(_fields_of_roots() - hit - WITHOUT_VALUE.keys())
    assert not without, " ".join(without)


def _fields_of_roots() -> set[str]:
    """Every field that a document can reach below the two roots."""
    found: set[str] = set()
    for root in ROOTS:
        walks = whole(root, {"id": "x"} if root == "caseFile" else {})
        found |= {one for walk in walks for one in asked_in(walk.document)}
    return {one for one in found if not one.startswith(("Query.", "Viewer."))}


def test_the_readers_differ_in_what_they_see() -> None:
    seen = {name: Sight.of_case(actor) for name, actor in READERS.items()}

    assert {side_of(actor) for actor in READERS.values()} >= {Relation.AGENCY, Relation.CREDITOR, Relation.GROUP}
    assert len(set(seen.values())) >= 8
