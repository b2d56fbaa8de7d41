"""What a failing request leaves in the log: the route as it is written, never the code or token of whoever asked."""

import base64
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from tandem.contacts.channels import Channels
from tandem.entrypoints import asgi
from tandem.entrypoints.http.security import path_to_log
from tandem.entrypoints.settings import Settings
from tandem.kit import connection

KEY = base64.b64encode(bytes(32)).decode()
CODE = "k3m8pqr2stuv"
UUID = "01932b6a-0000-7000-8000-00000000c0de"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Starlette]:
    """The whole application without its database: whatever asks it fails as nobody expected."""
    monkeypatch.setattr(asgi, "configure", lambda _: Channels())
    settings = Settings(
        public_url="http://127.0.0.1:8000",
        web_database_url="postgresql://web@127.0.0.1:9/none",
        master_key=KEY,
        secret_key=KEY,
        data=Path("/nonexistent"),
    )
    yield asgi.create_app(settings)
    connection.configure(None)


def test_no_route_logs_what_stands_in_its_path(app: Starlette) -> None:
    client = TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
    with_values = [route for route in app.routes if isinstance(route, Route) and "{" in route.path]

    # Not `with` the client: that would begin the application, which needs its database.
    with contextlib.closing(client), capture_logs() as logs:
        for route in with_values:
            path = re.sub(r"\{\w+(?::(\w+))?\}", lambda found: UUID if found[1] == "uuid" else CODE, route.path)
            for method in ("GET", "POST", "PUT"):
                client.request(method, path, content=b"{}")

    paths = {str(entry.get("path")) for entry in logs}
    assert {"/o/{code}", "/webhooks/sendgrid/inbound/{secret}"} <= paths
    assert not [entry for entry in logs if CODE in str(entry) or UUID in str(entry)]


@pytest.mark.parametrize(
    ("path", "shown"), [("/o/k3m8pqr2stuv", "/o"), ("/webhooks/x/y", "/webhooks"), ("/", "/"), ("//o/x", "/o")]
)
def test_before_a_route_is_found_only_the_first_part_is_logged(path: str, shown: str) -> None:
    assert path_to_log({"path": path}) == shown
