"""The one statement of a page answers what the ordinary executor answers, byte for byte."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import asyncpg
import orjson
import pytest
import time_machine
from prometheus_client import REGISTRY
from strawberry.types.execution import ExecutionResult

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import permissions
from tandem.organizations.models import CaseScope
from tandem_graphql.context import Context
from tandem_graphql.ids import global_id
from tandem_graphql.schema import schema
from tandem_graphql.sight import Sight
from tandem_policies.enforcer import Rule
from tandem_policies.vocabulary import Relation, Resource
from tests.api.asking import context_of, counted_statements
from tests.api.documents_of_schema import asked_in, whole
from tests.api.lookahead.questions import ROOTS, questions
from tests.api.lookahead.rows import write_everything
from tests.support.services import Template, database_of, orm

EACH = 15  # random documents a reader
# Who is asked all fields one by one too; the others see the same ones.
WHOLE = ("awa", "helene", "composed")
MOST_FALLEN_BACK = 0.05
# Nobody's case file in this test is anybody's to see through these.
WITHOUT_ROWS = ("yann", "omar", "tom")


@dataclass(frozen=True)
class Asked:
    """What one document was answered by, and with."""

    ahead: bytes
    directly: bytes
    ordinary: bytes
    statements: int
    fell_back: Counter[str]


@pytest.fixture(scope="module")
async def case_files(template: Template) -> AsyncIterator[list[str]]:
    async with database_of(template) as urls, orm(urls.web):
        owner = await asyncpg.connect(urls.owner)
        try:
            made = await write_everything(owner)
        finally:
            await owner.close()
        yield [global_id("CaseFile", one.case_file.id) for one in made]


def _readers() -> dict[str, Actor]:
    cast = {
        name: actor_of_cast(name, organization)
        for name, organization in (
            ("awa", "lenoir"),
            ("marc", "lenoir"),
            ("ines", "lenoir"),
            ("claire", "lenoir"),
            ("helene", "bati-loire"),
            ("lucas", "bati-loire"),
            ("yann", "lemanique"),
            ("omar", "exploitation"),
            ("tom", "atlas"),
        )
    }
    awa = cast["awa"]
    # What is null rather than refused, taken away: a role that an agency composed.
    hidden = {Resource.OPT_OUT, Resource.CONTACT_ATTEMPT_CONTENT, Resource.CASE_FILE_IDENTITY, Resource.EVIDENCE}
    rules = {
        Rule(relation, one)
        for relation in (Relation.AGENCY, Relation.OWN)
        for one in permissions(awa, relation)
        if one.resource not in hidden
    }
    cast["composed"] = replace(awa, role_name="Lecture", rules=frozenset(rules))
    cast["confined"] = replace(awa, case_scope=CaseScope.TEAM)
    group = actor_of_cast("chloe", "logistique")
    cast["group"] = replace(group, entity_ids=(cast_id("bati-loire"),))
    return cast


READERS = _readers()


async def _ask(actor: Actor, document: str, variables: dict[str, object]) -> Asked:
    """Before the document is known the executor asks for what is read ahead; afterwards none is built."""
    before = _fallen_back()
    ahead = await schema.execute(document, variables, _looking_ahead(actor))
    fell_back = _fallen_back() - before
    with counted_statements() as statements:
        directly = await schema.execute(document, variables, _looking_ahead(actor))
    ordinary = await schema.execute(document, variables, context_of(actor))
    return Asked(_bytes(ahead), _bytes(directly), _bytes(ordinary), len(statements), fell_back)


def _looking_ahead(actor: Actor) -> Context:
    context = context_of(actor)
    context.looks_ahead = True
    return context


def _bytes(result: ExecutionResult) -> bytes:
    return orjson.dumps({"data": result.data, "errors": [error.formatted for error in result.errors or []]})


def _fallen_back() -> Counter[str]:
    return Counter(
        {
            f"{sample.labels['field']}: {sample.labels['reason']}": int(sample.value)
            for metric in REGISTRY.collect()
            if metric.name == "tandem_lookahead_fallbacks"
            for sample in metric.samples
            if sample.name.endswith("_total")
        }
    )


def _documents(name: str, actor: Actor, ids: list[str]) -> list[tuple[str, dict[str, object]]]:
    """All fields once, as deep as a document may be; then random ones."""
    given: dict[str, dict[str, object]] = {"caseFile": {"id": ids[0]}, "caseFiles": {}}
    walks = [walk for root in ROOTS for walk in whole(root, given[root])] if name in WHOLE else []
    # The one with everything twice, and one that is nobody's.
    asked = [*ids, ids[0], global_id("CaseFile", cast_id("nobody"))]
    random = questions(sum(map(ord, name)), Sight.of_case(actor), asked, 5 if name in WITHOUT_ROWS else EACH)
    return [*((walk.document, dict(walk.variables)) for walk in walks), *random]


@time_machine.travel("2026-11-24T10:00:00.250+01:00", tick=False)
async def test_every_field_is_answered_alike_by_one_statement(case_files: list[str]) -> None:
    compared, refused, fallen, hit = 0, 0, Counter[str](), set[str]()

    for name, actor in READERS.items():
        for document, variables in _documents(name, actor, case_files):
            asked = await _ask(actor, document, variables)
            assert asked.ahead == asked.ordinary, (name, document, variables)
            assert asked.directly == asked.ordinary, (name, document, variables)
            if b'"errors":[]' not in asked.ordinary:
                assert b"FORBIDDEN" in asked.ordinary or b"too_dear" in asked.ordinary, asked.ordinary[-1_000:]
                refused += 1
                continue
            compared += 1
            fallen += asked.fell_back
            if not asked.fell_back:
                assert asked.statements == 1, (name, document)
                hit |= asked_in(document)

    print(f"\n{compared} documents alike, {dict(fallen)} fell back, {refused} refused alike; {len(hit)} fields")
    assert fallen.total() <= compared * MOST_FALLEN_BACK
    assert sorted(_fields_of_roots() - hit) == []


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
    assert len(set(seen.values())) >= 6
