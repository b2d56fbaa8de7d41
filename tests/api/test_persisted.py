"""Operations that an installation knows in advance: with a list, no others run, and a hash is enough to name one."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tandem.entrypoints.http.static import OPERATIONS, BuiltApp
from tandem_graphql.documents import ready
from tandem_graphql.limits import DEFAULT
from tandem_graphql.persisted import ManifestRefused, Operations
from tandem_graphql.schema import schema
from tandem_graphql.senders import Senders
from tests.api.serving import TOKEN, api

KNOWN = "query Who { viewer { locale } }"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


BY_HASH = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": _hash(KNOWN)}}}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "own.json").write_text(json.dumps({_hash(KNOWN): KNOWN}))
    with TestClient(api(Senders(operations=Operations.of_files([tmp_path])))) as client:
        yield client


@pytest.mark.parametrize("body", [{"query": KNOWN}, BY_HASH, {"query": KNOWN, **BY_HASH}])
def test_what_is_listed_runs_by_its_text_and_by_its_hash(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post("/graphql", json=body, headers=TOKEN)
    with client.websocket_connect("/graphql", ["graphql-transport-ws"], headers=dict(TOKEN)) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        socket.send_json({"type": "subscribe", "id": "1", "payload": body})
        frame = socket.receive_json()

    assert answer.json() == frame["payload"] == {"data": {"viewer": {"locale": "fr"}}}


@pytest.mark.parametrize("query", ["{ viewer { locale } }", f"{KNOWN} ", "{", "mutation { __typename }"])
def test_nothing_else_runs_whoever_sends_it(client: TestClient, query: str) -> None:
    answer = client.post("/graphql", json={"query": query}, headers=TOKEN).json()

    assert answer["errors"][0]["extensions"] == {"code": "FORBIDDEN", "reason": "operation_unknown"}
    assert "data" not in answer


@pytest.mark.parametrize("extensions", [{}, {"persistedQuery": {"sha256Hash": "0" * 64}}, {"persistedQuery": "x"}])
def test_a_hash_of_nothing_is_no_request(client: TestClient, extensions: dict[str, Any]) -> None:
    answer = client.post("/graphql", json={"extensions": extensions}, headers=TOKEN)

    assert answer.status_code == 400


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', json.dumps({_hash(KNOWN): f"{KNOWN} "})])
def test_a_list_that_is_none_stops_the_start(tmp_path: Path, content: str) -> None:
    file = tmp_path / "own.json"
    file.write_text(content)

    with pytest.raises(ManifestRefused, match=r"own\.json"):
        Operations.of_files([file])


def test_every_operation_of_the_built_web_app_runs_within_the_limits() -> None:
    operations = json.loads(OPERATIONS.read_bytes())
    assert len(operations) > 100

    for text in operations.values():
        found = ready(schema._schema, text, DEFAULT, True)
        assert found.errors == [], text
        assert found.cost_of(None).of({}) < DEFAULT.cost / 10, text


def test_the_list_itself_is_not_served() -> None:
    assert "/operations.json" not in BuiltApp().files
