"""GraphQL over HTTP: media types, statuses, other sites' pages, and requests that are none."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tandem.entrypoints.demo import actor_of_cast
from tandem.organizations.actor import Actor
from tandem_graphql.app import graphql_routes
from tests.api.asking import LINKS

GRAPHQL = "application/graphql-response+json"
OURS = "https://tandem.example"
VIEWER = "{ viewer { locale } }"


async def _authenticate(connection: HTTPConnection) -> Actor | None:
    known = connection.headers.get("authorization") == "Bearer awa" or connection.cookies.get("session") == "awa"
    return actor_of_cast("awa", "lenoir") if known else None


def _is_same_origin(connection: HTTPConnection) -> bool:
    return connection.headers.get("origin", OURS) == OURS


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    routes = graphql_routes("/graphql", authenticate=_authenticate, is_same_origin=_is_same_origin, links=LINKS)
    with TestClient(Starlette(routes=routes), base_url=OURS) as client:
        yield client


def _code(response: Any) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


def test_a_cookie_and_a_token_both_sign_in(client: TestClient) -> None:
    by_token = client.post("/graphql", json={"query": VIEWER}, headers={"authorization": "Bearer awa"})
    by_cookie = client.post("/graphql", json={"query": VIEWER}, headers={"cookie": "session=awa", "origin": OURS})
    by_neither = client.post("/graphql", json={"query": VIEWER})

    signed_in = {"data": {"viewer": {"locale": "fr"}}}
    assert by_token.json() == by_cookie.json() == signed_in
    assert by_neither.json() == {"data": {"viewer": None}}


def test_another_sites_page_is_not_heard(client: TestClient) -> None:
    headers = {"cookie": "session=awa", "origin": "https://evil.example"}

    response = client.post("/graphql", json={"query": VIEWER}, headers=headers)

    assert (response.status_code, _code(response)) == (403, "FORBIDDEN")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_only_json_is_read(client: TestClient, content_type: str) -> None:
    response = client.post("/graphql", content=b'{"query": "{ __typename }"}', headers={"content-type": content_type})

    assert (response.status_code, _code(response)) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("case", "body"),
    [
        ("no JSON", b"{"),
        ("a text", b'"x"'),
        ("a number", b"1"),
        ("null", b"null"),
        ("a batch", b'[{"query": "{ __typename }"}]'),
        ("no query", b"{}"),
        ("query is a number", b'{"query": 1}'),
        ("operation name is a number", b'{"query": "{ __typename }", "operationName": 1}'),
        ("variables are a list", b'{"query": "{ __typename }", "variables": []}'),
        ("no such operation", b'{"query": "{ __typename }", "operationName": "other"}'),
        ("fragments only", b'{"query": "fragment f on Viewer { locale }"}'),
        ("invalid UTF-8", b'{"query": "\xff"}'),
        ("a lone surrogate", b'{"query": "\\ud800"}'),
    ],
)
def test_a_request_that_is_none(client: TestClient, case: str, body: bytes) -> None:
    response = client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert (response.status_code, _code(response)) == (400, "BAD_USER_INPUT"), case


def test_a_request_that_is_too_large(client: TestClient) -> None:
    body = b'{"query": "' + b" " * 1_000_001 + b'"}'

    response = client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert (response.status_code, _code(response)) == (413, "BAD_USER_INPUT")


def test_a_mutation_by_get_is_refused(client: TestClient) -> None:
    response = client.get("/graphql", params={"query": "mutation { __typename }"})

    assert (response.status_code, _code(response)) == (400, "BAD_USER_INPUT")


def test_a_browser_that_comes_by_finds_no_page(client: TestClient) -> None:
    response = client.get("/graphql", headers={"accept": "text/html"})

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.1, application/json", "application/json"),
        ("image/png", "application/json"),
    ],
)
def test_the_answer_comes_in_the_type_that_is_asked_for(
    client: TestClient, accept: str | None, media_type: str
) -> None:
    headers = {"accept": accept} if accept else {"accept": ""}

    response = client.post("/graphql", json={"query": VIEWER}, headers=headers)

    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("accept", "query", "status", "has_data"),
    [
        (GRAPHQL, "{", 400, False),
        (GRAPHQL, "{ nothing }", 400, False),
        (GRAPHQL, "{ mandates { id } }", 200, True),
        ("application/json", "{", 200, False),
        ("application/json", "{ nothing }", 200, False),
        ("application/json", "{ mandates { id } }", 200, True),
    ],
)
def test_what_was_not_executed_has_no_data(
    client: TestClient, accept: str, query: str, status: int, has_data: bool
) -> None:
    response = client.post("/graphql", json={"query": query}, headers={"accept": accept})

    assert response.status_code == status
    assert ("data" in response.json()) == has_data
    assert _code(response) in ("BAD_USER_INPUT", "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "body",
    [
        {"query": "query ($n: String!) { __type(name: $n) { name } }", "variables": {"n": "a\u0000b"}},
        {"query": '{ __type(name: "a\\u0000b") { name } }'},
        {"query": '{ __type(name: "a\\u{0}b") { name } }'},
    ],
)
def test_a_text_with_a_nul_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    response = client.post("/graphql", json=body)

    assert _code(response) == "BAD_USER_INPUT"


def test_the_reason_is_in_the_browsers_language_before_sign_in(client: TestClient) -> None:
    answers = [
        client.post("/graphql", json={"query": "{ mandates { id } }"}, headers={"accept-language": language}).json()
        for language in ("fr-FR,fr;q=0.9", "en-GB")
    ]

    messages = [answer["errors"][0]["message"] for answer in answers]
    assert messages[0] != messages[1]


def test_server_sent_events_answer_a_query(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": VIEWER}, headers={"accept": "text/event-stream"})

    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.splitlines()[:2] == ["event: next", 'data: {"data":{"viewer":null}}']
    assert "event: complete" in response.text


def test_a_socket_runs_a_query_in_text_frames(client: TestClient) -> None:
    with client.websocket_connect(
        "/graphql", subprotocols=["graphql-transport-ws"], headers={"authorization": "Bearer awa"}
    ) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": VIEWER}})
        frame = socket.receive_json()

    assert frame == {"id": "1", "type": "next", "payload": {"data": {"viewer": {"locale": "fr"}}}}


@pytest.mark.parametrize("query", ["{ nothing }", "subscription { caseFilesChanged { id } }"])
def test_an_error_on_a_socket_has_a_code(client: TestClient, query: str) -> None:
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": query}})
        frame = socket.receive_json()

    assert frame["type"] == "error"
    assert frame["payload"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "UNAUTHENTICATED")


def test_another_sites_page_opens_no_socket(client: TestClient) -> None:
    headers = {"cookie": "session=awa", "origin": "https://evil.example"}

    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"], headers=dict(headers)),
    ):
        pass


def test_only_one_protocol_is_spoken_on_sockets(client: TestClient) -> None:
    with client.websocket_connect("/graphql", subprotocols=["graphql-ws"]) as socket:
        closed = socket.receive()

    assert closed["code"] == 4406
