"""What a stranger may send that no client of ours does: an answer of the protocol, never an unexpected error."""

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.api.serving import TOKEN, api

NODE = "query ($id: ID!) { node(id: $id) { id } }"
CASES = "query ($after: String) { caseFiles(after: $after) { totalCount } }"
FILTERED = "query ($filter: CaseFileFilter) { caseFiles(filter: $filter) { totalCount } }"
REFUSED = re.compile("BAD_USER_INPUT|FORBIDDEN|NOT_FOUND|UNAUTHENTICATED")


def _nested(times: int, opened: str = '{"a":', closed: str = "}") -> str:
    return opened * times + "1" + closed * times


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(api()) as client:
        yield client


ODD = [
    ("objects in objects", NODE, '{"id": "x", "more": ' + _nested(900) + "}"),
    ("lists in lists", NODE, '{"id": "x", "more": ' + _nested(900, "[", "]") + "}"),
    ("an id of lists", NODE, '{"id": ' + _nested(400, "[", "]") + "}"),
    ("a filter of filters", FILTERED, '{"filter": ' + _nested(400) + "}"),
    ("an id of five thousand digits", "query ($id: ID! = " + "9" * 5_000 + ") { node(id: $id) { id } }", "{}"),
    ("the same where it stands", "{ node(id: " + "9" * 5_000 + ") { id } }", "{}"),
    ("a page of five thousand digits", "{ caseFiles(first: " + "9" * 5_000 + ") { totalCount } }", "{}"),
    ("a page below nothing", "{ caseFiles(first: -1) { totalCount } }", "{}"),
    ("a page beyond 32 bits", "{ caseFiles(first: 2147483648) { totalCount } }", "{}"),
    ("half a page", "{ caseFiles(first: 1.5) { totalCount } }", "{}"),
    ("a long cursor", CASES, '{"after": "' + "A" * 5_000 + '"}'),
    ("a cursor beyond ASCII", CASES, '{"after": "é"}'),
    ("NUL in a name", FILTERED, '{"filter": {"\\u0000": 1}}'),
    ("half a surrogate in a document", '{ __type(name: "\\ud800") { name } }', "{}"),
    ("the same in braces", '{ __type(name: "\\u{D800}") { name } }', "{}"),
    ("an unknown directive", "{ viewer { locale @defer } }", "{}"),
    ("a directive twice", "{ viewer { locale @include(if: true) @include(if: true) } }", "{}"),
]


@pytest.mark.parametrize(("query", "variables"), [one[1:] for one in ODD], ids=[one[0] for one in ODD])
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_an_odd_operation_is_refused_by_name(client: TestClient, accept: str, query: str, variables: str) -> None:
    body = b'{"query": ' + orjson.dumps(query) + b', "variables": ' + variables.encode() + b"}"

    answer = client.post("/graphql", content=body, headers={"content-type": "application/json", "accept": accept})

    assert answer.status_code < 500
    assert REFUSED.search(answer.text)
    assert "INTERNAL" not in answer.text


@pytest.mark.parametrize(("query", "variables"), [one[1:] for one in ODD], ids=[one[0] for one in ODD])
def test_on_a_socket_too(client: TestClient, query: str, variables: str) -> None:
    payload = '{"query": ' + orjson.dumps(query).decode() + ', "variables": ' + variables + "}"
    with client.websocket_connect("/graphql", ["graphql-transport-ws"], headers=dict(TOKEN)) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        socket.send_text('{"type": "subscribe", "id": "1", "payload": ' + payload + "}")
        told = orjson.dumps(socket.receive_json()).decode()

    assert REFUSED.search(told)
    assert "INTERNAL" not in told


@pytest.mark.parametrize("depth", [300, 1_000, 5_000])
def test_a_ping_that_is_nested_too_deeply_closes_its_socket(client: TestClient, depth: int) -> None:
    with client.websocket_connect("/graphql", ["graphql-transport-ws"]) as socket:
        socket.send_text('{"type": "ping", "payload": ' + _nested(depth) + "}")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()

    assert closed.value.code == 4400


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "text/event-stream"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_neither_one_answer_holds_a_subscription_nor_a_read_a_mutation(
    client: TestClient, method: str, accept: str
) -> None:
    def asked(query: str) -> Any:
        sent: dict[str, Any] = {"params": {"query": query}} if method == "GET" else {"json": {"query": query}}
        return client.request(method, "/graphql", headers={"accept": accept}, **sent)

    subscription = asked("subscription { caseFilesChanged { id } }").text
    mutation = asked("mutation { endSession(input: {}) { __typename } }").text

    assert "INTERNAL" not in subscription + mutation
    assert ("mutations are not allowed" in mutation) == (method == "GET")
    told = "UNAUTHENTICATED" if accept == "text/event-stream" else "subscriptions are not allowed"
    assert told in subscription


@pytest.mark.parametrize(
    "headers",
    [
        {"content-encoding": "gzip"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"accept": "*/*;q=nan, text/html;q=1e999, ,;,;q"},
        {"accept-language": "\\u0000; ../../etc, x" * 100},
        {"x-forwarded-for": "1.2.3.4, ::, x"},
        {"x-http-method-override": "DELETE"},
        {"transfer-encoding": "identity"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_odd_headers_change_nothing(client: TestClient, headers: dict[str, str]) -> None:
    sent = {"content-type": "application/json", **headers}

    answer = client.post("/graphql", content=b'{"query": "{ __typename }"}', headers=sent)

    assert answer.status_code in (200, 400)
    assert "INTERNAL" not in answer.text


def test_of_a_name_that_comes_twice_the_last_counts_everywhere(client: TestClient) -> None:
    body = b'{"query": "mutation { endSession(input: {}) { __typename } }", "query": "{ __typename }"}'

    answer = client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert answer.json() == {"data": {"__typename": "Query"}}
