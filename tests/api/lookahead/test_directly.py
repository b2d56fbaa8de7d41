"""A query that was met before is answered without an executor, or left to it whole: paid once, and told the same."""

from dataclasses import replace
from typing import Any

import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.rates import Budget, Rates
from tandem_graphql.context import Context
from tandem_graphql.limits import DEFAULT
from tandem_graphql.lookahead import directly
from tandem_graphql.schema import schema
from tandem_graphql.terms import Meter, Terms
from tests.api.asking import context_of, id_of

AWA = actor_of_cast("awa", "lenoir")
CASE = "query Case($id: ID!) { caseFile(id: $id) { reference } }"
MIXED = "query ($id: ID!) { caseFile(id: $id) { reference } viewer { locale } }"
BUDGET = 1_000


def _context(**terms: Any) -> Context:
    context = context_of(AWA)
    context.looks_ahead = True
    context.terms = replace(Terms(meter=Meter(Rates(), Budget("awa", BUDGET))), **terms)
    return context


def _spent(context: Context) -> int:
    standing = context.terms.meter.standing if context.terms.meter else None
    return BUDGET - standing.remaining if standing else 0


async def _known(document: str) -> None:
    """Asked once, of nobody's case file: an id that is none is refused before anything is read."""
    await schema.execute(document, {"id": "none"}, context_of(AWA))


async def test_a_known_query_is_answered_without_an_executor(monkeypatch: pytest.MonkeyPatch) -> None:
    async def told(_root: object, _info: object, arguments: dict[str, object]) -> object:
        return arguments["id"]

    await _known(CASE)
    monkeypatch.setattr(directly, "answered", told)
    monkeypatch.setattr("tandem_graphql.frames.Frames.execute_operation", None)
    context = _context()

    result = await schema.execute(CASE, {"id": "one"}, context)

    assert (result.data, result.errors) == ({"caseFile": "one"}, None)
    assert _spent(context) == 1 + context.points


@pytest.mark.parametrize(
    ("document", "variables", "operation_name"),
    [
        pytest.param(CASE.replace("Case", "Never"), {"id": "x"}, None, id="never met"),
        pytest.param(CASE, {}, None, id="without a variable"),
        pytest.param(CASE, {"id": {}}, None, id="a variable of another type"),
        pytest.param(CASE, {"id": "x"}, "Other", id="another operation"),
        pytest.param(f"{CASE} query Second {{ viewer {{ locale }} }}", {"id": "x"}, None, id="one of two"),
        pytest.param(MIXED, {"id": "x"}, None, id="beside a root without a statement"),
        pytest.param("{ __schema { queryType { name } } }", {}, None, id="the schema"),
        pytest.param("{ __typename }", {}, None, id="the type's name"),
        pytest.param('mutation { readTimeline(input: {caseFileId: "x"}) { __typename } }', {}, None, id="a mutation"),
    ],
)
async def test_whatever_else_is_left_to_the_executor_unpaid(
    document: str, variables: dict[str, Any], operation_name: str | None
) -> None:
    if "Never" not in document:
        await _known(document)
    context = _context()

    assert await directly.answered_directly(schema, document, variables, context, operation_name) is None
    assert _spent(context) == 0
    assert not context.is_admitted


async def test_who_is_signed_out_and_who_takes_no_text_are_answered_by_the_executor() -> None:
    await _known(CASE)
    nobody, socket = _context(), context_of(AWA)
    nobody.signed_in = None

    for context in (nobody, socket):
        assert await directly.answered_directly(schema, CASE, {"id": "x"}, context, None) is None


async def test_what_is_refused_ahead_is_paid_once_and_told_by_the_executor() -> None:
    await _known(CASE)
    ordinary, ahead = _context(), _context()
    ordinary.looks_ahead = False

    told = [await schema.execute(CASE, {"id": id_of("Debtor", "x")}, context) for context in (ordinary, ahead)]

    assert [error.extensions for one in told for error in one.errors or []] == [
        {"code": "BAD_USER_INPUT", "reason": "invalid_input", "field": "id"}
    ] * 2
    assert _spent(ahead) == _spent(ordinary) == 1 + ahead.points


async def test_the_way_that_failed_lets_only_the_same_operation_through_the_gate() -> None:
    await _known(CASE)
    context = _context()

    await schema.execute(CASE, {"id": "x"}, context)
    paid = _spent(context)
    await schema.execute(CASE, {"id": "x"}, context)

    assert _spent(context) == 2 * paid


async def test_an_operation_that_is_too_dear_is_refused_on_both_ways() -> None:
    await _known(CASE)
    limits = replace(DEFAULT, cost=0)
    await schema.execute(CASE, {"id": "x"}, _context(limits=limits))

    result = await schema.execute(CASE, {"id": "x"}, _context(limits=limits))

    assert [(error.extensions or {})["reason"] for error in result.errors or []] == ["too_dear"]


async def test_null_where_the_schema_knows_none_is_asked_of_the_executor(monkeypatch: pytest.MonkeyPatch) -> None:
    document = "query List($id: ID) { caseFiles(filter: {agencyId: $id}) { pageInfo { hasNextPage } } }"

    async def nothing(*_: object) -> None:
        return None

    await _known(document)
    monkeypatch.setattr(directly, "answered", nothing)
    context = _context()

    assert await directly.answered_directly(schema, document, {}, context, None) is None
    assert context.is_admitted
