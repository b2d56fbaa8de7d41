"""What one document may ask for, and what it is told when it asks for more."""

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from graphql import get_introspection_query
from tandem.kit import pagination
from tandem_graphql.documents import ready
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.schema import schema
from tandem_graphql.senders import Senders
from tests.api.serving import TOKEN, api

NARROW = replace(DEFAULT, cost=3_000, is_open=False)
BOMB = 150


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(api(Senders(NARROW))) as client:
        yield client


def _refusal(client: TestClient, query: str, **options: Any) -> dict[str, Any]:
    body = {"query": query, "variables": options.pop("variables", {})}
    answer = client.post("/graphql", json=body, headers=TOKEN, **options).json()
    assert "data" not in answer
    return dict(answer["errors"][0])


@pytest.mark.parametrize(
    ("case", "query", "words"),
    [
        ("levels", "{ viewer " + "{ a " * 16 + "}" * 17, "16 levels"),
        ("aliases", "{ " + " ".join(f"a{n}: viewer {{ locale }}" for n in range(31)) + " }", "31 aliases"),
        ("directives", "{ viewer { locale " + "@include(if: true) " * 101 + "} }", "101 directives"),
        ("tokens", "{ " + "viewer { locale } " * 600 + "}", "tokens"),
        ("nesting beyond the parser", "{ a " * 400 + "}" * 400, "nested too deeply"),
        ("lists beyond the parser", "{ a(b: " + "[" * 900 + "]" * 900 + ") }", "nested too deeply"),
    ],
)
def test_a_document_past_a_bound_is_told_which(client: TestClient, case: str, query: str, words: str) -> None:
    refusal = _refusal(client, query)

    assert words in refusal["message"], case
    assert refusal["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("inner", ["", "a: viewer { locale } ", "viewer { locale @include(if: true) } "])
def test_fragments_that_double_themselves_are_refused_at_once(client: TestClient, inner: str) -> None:
    """A document of 150 lines with 2^150 fields."""
    lines = [f"fragment f{n} on Query {{ {inner}...f{n + 1} ...f{n + 1} }}" for n in range(BOMB)]
    query = " ".join(["{ ...f0 }", *lines, f"fragment f{BOMB} on Query {{ viewer {{ locale }} }}"])
    begun = perf_counter()

    refusal = _refusal(client, query)

    assert refusal["extensions"]["code"] == "BAD_USER_INPUT"
    assert perf_counter() - begun < 10.0  # milliseconds; walked one by one it would never end


@pytest.mark.parametrize(
    ("case", "query", "variables", "points"),
    [
        ("a leaf is free", "{ viewer { locale } }", {}, 1),
        ("a page counts its rows", "{ caseFiles(first: 20) { edges { node { id } } } }", {}, 1 + 20 * 2),
        ("a page has a usual size", "{ caseFiles { edges { node { id } } } }", {}, 1 + 50 * 2),
        ("a variable says it", "query ($n: Int!) { caseFiles(first: $n) { edges { node { id } } } }", {"n": 7}, 15),
        ("or its default", "query ($n: Int! = 9) { caseFiles(first: $n) { edges { node { id } } } }", {}, 19),
        ("a whole float", "query ($n: Int = 1) { caseFiles(first: $n) { edges { cursor } } }", {"n": 200.0}, 201),
        ("no number", "query ($n: Int = 1) { caseFiles(first: $n) { edges { cursor } } }", {"n": "few"}, 201),
        ("null is no default", "query ($n: Int = 1) { caseFiles(first: $n) { edges { cursor } } }", {"n": None}, 51),
        (
            "the other end, where one is null",
            "query ($n: Int = 1) { caseFile(id: 1) { timeline(first: $n, last: 200) { edges { cursor } } } }",
            {"n": None},
            202,
        ),
        (
            "the dearest kind with these variables",
            """query ($n: Int = 1) { node(id: 1) {
                ... on Claim { placed { amount } paid { amount } outstanding { amount } }
                ... on CaseFile { timeline(last: $n) { edges { cursor } } }
            } }""",
            {"n": 200},
            202,
        ),
        ("a page has a bound", "{ caseFiles(first: 999999) { edges { node { id } } } }", {}, 1 + 200 * 2),
        ("lists multiply", "{ caseFiles(first: 10) { edges { node { claims { id } } } } }", {}, 1 + 10 * (2 + 5)),
        ("pages too", "{ caseFiles(first: 10) { edges { node { timeline(last: 3) { edges { cursor } } } } } }", {}, 61),
        ("a fragment counts where it is", "{ ...f ...f } fragment f on Query { viewer { locale } }", {}, 2),
        (
            "the dearest kind counts",
            "{ node(id: 1) { ... on CaseFile { mandate { id } } ... on Claim { id } } }",
            {},
            2,
        ),
        ("what stands beside the rows counts once", "{ caseFiles { totalCount pageInfo { endCursor } } }", {}, 2),
        (
            "a write declares ten",
            "mutation { markTimelineRead(input: {caseFileId: 1, heights: []}) { __typename } }",
            {},
            10,
        ),
    ],
)
def test_the_points_of_an_operation(case: str, query: str, variables: dict[str, Any], points: int) -> None:
    found = ready(schema._schema, query, DEFAULT, True)

    assert found.errors == [], case
    assert found.cost_of(None).of(variables) == points, case


def test_an_operation_that_is_too_dear_says_what_it_costs(client: TestClient) -> None:
    query = "query ($n: Int!) { caseFiles(first: $n) { edges { node { timeline(first: $n) { edges { cursor } } } } } }"

    refusal = _refusal(client, query, variables={"n": 200})

    assert refusal["extensions"] == {"code": "BAD_USER_INPUT", "reason": "too_dear"}
    assert "40601" in refusal["message"]


def test_only_the_operation_that_runs_is_paid() -> None:
    query = "query a { viewer { locale } } query b { caseFiles(first: 200) { edges { cursor } } }"

    found = ready(schema._schema, query, DEFAULT, True)

    assert [found.cost_of(name).of({}) for name in ("a", "b")] == [1, 201]


@pytest.mark.parametrize("rows", [201, 0, -1])
def test_a_page_past_its_bound_is_refused_by_its_argument(client: TestClient, rows: int) -> None:
    query = f"{{ caseFiles(first: {rows}) {{ totalCount }} }}"

    answer = client.post("/graphql", json={"query": query}, headers=TOKEN).json()

    extensions = answer["errors"][0]["extensions"]
    assert extensions == {"code": "BAD_USER_INPUT", "reason": "invalid_input", "field": "first"}


def test_larger_pages_cost_as_many_rows_as_they_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "_most", 1_000)
    query = "query ($n: Int!) { caseFiles(first: $n) { edges { cursor } } } # pages of a thousand"

    assert ready(schema._schema, query, DEFAULT, True).cost_of(None).of({"n": 999}) == 1_000


def test_several_requests_at_once_are_refused(client: TestClient) -> None:
    response = client.post("/graphql", json=[{"query": "{ viewer { locale } }"}] * 2)

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_body_past_its_bound_is_not_read() -> None:
    with TestClient(api(Senders(Limits(body=1_000)))) as client:
        response = client.post("/graphql", json={"query": "{ viewer { locale } }" + " " * 1_000})

    assert response.status_code == 413


@pytest.mark.parametrize("query", [get_introspection_query(), '{ __type(name: "Query") { name } }'])
@pytest.mark.parametrize(
    ("headers", "is_told"), [(TOKEN, True), ({}, False), ({"authorization": "Bearer made up"}, False)]
)
def test_in_production_the_schema_is_told_to_integrators_alone(
    client: TestClient, query: str, headers: dict[str, str], is_told: bool
) -> None:
    answer = client.post("/graphql", json={"query": query}, headers=headers).json()

    if is_told:
        assert "errors" not in answer
    else:
        assert answer["errors"][0]["extensions"] == {"code": "FORBIDDEN", "reason": "schema_closed"}


@pytest.mark.parametrize(
    "query",
    [
        "{ viever { locale } }",
        "{ viewer { locales } }",
        "{ caseFiles(frist: 1) { totalCount } }",
        "{ caseFiles(sort: LARGE) { totalCount } }",
        "query ($s: CaseFileSorts) { caseFiles(sort: $s) { totalCount } }",
    ],
)
def test_in_production_nobody_outside_is_told_what_they_may_have_meant(client: TestClient, query: str) -> None:
    outside = client.post("/graphql", json={"query": query}).json()["errors"][0]["message"]
    integrator = client.post("/graphql", json={"query": query}, headers=TOKEN).json()["errors"][0]["message"]

    assert "Did you mean" not in outside
    assert "Did you mean" in integrator


def test_a_variables_value_is_told_to_nobody_outside(client: TestClient) -> None:
    body = {
        "query": "query ($s: CaseFileSort!) { caseFiles(sort: $s) { totalCount } }",
        "variables": {"s": "LARGE"},
    }

    assert "Did you mean" not in client.post("/graphql", json=body).json()["errors"][0]["message"]
