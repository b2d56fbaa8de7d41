"""Security headers: on every answer of every route, whatever its status."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tandem.contacts.channels import Channels
from tandem.entrypoints import asgi
from tandem.entrypoints.http.security import ENCRYPTED, HEADERS, page_policy
from tandem.entrypoints.settings import Settings

HERE, THERE = "http://127.0.0.1:8000", "https://tandem.example"
KEY = base64.b64encode(bytes(32)).decode()
VALUES = {"uuid": "01932b6a-0000-7000-8000-000000000001", "path": "nothing/here", "str": "x"}
OWN_POLICY = re.compile(r"sandbox; default-src 'none'; frame-ancestors 'none'.*|default-src 'none'; .*")


@pytest.fixture(params=[HERE, THERE])
def served(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Starlette, TestClient]]:
    """The whole application without its database: what needs that fails, and answers all the same."""
    monkeypatch.setattr(asgi, "configure", lambda _: Channels())  # keys and stores stay those of the tests
    settings = Settings(
        public_url=request.param,
        web_database_url="postgresql://web@127.0.0.1:9/none",
        master_key=KEY,
        secret_key=KEY,
        data=Path("/nonexistent"),
    )
    app = asgi.create_app(settings)
    client = TestClient(app, base_url=request.param, raise_server_exceptions=False)
    yield app, client
    client.close()  # not `with`: it would begin the application, which needs its database
    asgi.connection.configure(None)


def _address(route: Route) -> str:
    return re.sub(r"\{\w+(?::(\w+))?\}", lambda found: VALUES[found[1] or "str"], route.path)


def test_every_route_answers_with_them(served: tuple[Starlette, TestClient]) -> None:
    app, client = served
    encrypted = str(client.base_url).startswith("https")
    addresses = {_address(route) for route in app.routes if isinstance(route, Route)}
    asked = [
        *((method, address, {}) for address in addresses for method in ("GET", "POST", "HEAD", "PUT", "OPTIONS")),
        ("GET", "/graphql?query={__typename}", {}),
        ("GET", "/graphql?query={__typename}", {"accept": "text/event-stream"}),
        ("POST", "/graphql", {"origin": "https://evil.example"}),
        ("GET", "/assets/none.js", {"accept-encoding": "br"}),
        ("GET", "/boot.js", {"accept-encoding": "gzip"}),
    ]

    statuses = set()
    for method, address, headers in asked:
        answer = client.request(method, address, headers=headers, follow_redirects=False)
        statuses.add(answer.status_code)
        told = answer.headers
        for name, value in HEADERS.items():
            if name == "Content-Security-Policy":
                assert OWN_POLICY.fullmatch(told[name]), (method, address)
                assert "frame-ancestors 'none'" in told[name]
            else:
                assert told.get(name) == value, (method, address, name)
        for name, value in ENCRYPTED.items():
            assert told.get(name) == (value if encrypted else None), (method, address)
        assert "server" not in told

    assert {200, 400, 403, 404, 405} <= statuses  # each way of answering was met


def test_a_page_runs_only_scripts_of_its_own_nonce(served: tuple[Starlette, TestClient]) -> None:
    _, client = served

    pages = [client.get("/cases") for _ in range(2)]

    policies = [page.headers["content-security-policy"] for page in pages]
    nonces = [re.findall(r"'nonce-([\w-]{20,})'", policy) for policy in policies]
    assert nonces[0] != nonces[1]
    for page, policy, found in zip(pages, policies, nonces, strict=True):
        assert policy == page_policy(found[0])
        tags = re.findall(r"<(?:script|style)\b[^>]*>", page.text)
        assert tags
        assert all(f'nonce="{found[0]}"' in tag for tag in tags)
    assert "unsafe" not in policies[0]


def test_what_fails_says_nothing_of_why(served: tuple[Starlette, TestClient]) -> None:
    _, client = served

    answer = client.post("/auth/sign-in", json={"email": "x", "password": "y"})

    assert (answer.status_code, answer.json()) == (500, {"code": "INTERNAL_SERVER_ERROR"})
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
