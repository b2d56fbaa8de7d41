"""The list of surfaces is complete: what is new is walked or explained, and every field of the schema is asked."""

import base64
import dataclasses
import inspect
from pathlib import Path
from uuid import UUID

import pytest
from starlette.routing import Mount, Route, WebSocketRoute

from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_leaf_type
from tandem.contacts.channels import Channels
from tandem.entrypoints import asgi, worker
from tandem.entrypoints.settings import Settings
from tandem.outbox.tasks import TASKS
from tandem_channels import contract
from tandem_graphql.node import FINDERS
from tests.api import surfaces
from tests.api.documents_of_schema import CLOCKS, GRAPH, asked_in, composite
from tests.api.everything import TABLE_OF, query_walks, stream_walks
from tests.walk.inputs import NAMED
from tests.walk.rows import Known

KNOWN = Known(dict.fromkeys(NAMED, UUID(int=0)))
HOW = "list it in tests/api/surfaces.py: walked, or with a reason"
# What only writes answer with: nothing but what the writer has just done.
ANSWERS = {"FormerAssignment", "InvoiceFile", "SoftphoneToken"}
# Asked in another way: by its id, or by the links that it holds.
_APART = {"Node.id"}


def test_every_field_that_can_be_read_is_asked() -> None:
    asked = {found for walk in (*query_walks(KNOWN), *stream_walks(KNOWN)) for found in asked_in(walk.document)}

    missing = {name for name in _reachable() if name not in asked | CLOCKS | _APART} - _of_interfaces(asked)
    assert missing == set(), "no document of the walk reaches these fields"


def test_a_write_answers_with_nothing_that_queries_do_not_show() -> None:
    assert GRAPH.mutation_type
    shown = {name.split(".")[0] for name in _reachable()} | {"UserError", *ANSWERS}

    for name, field in GRAPH.mutation_type.fields.items():
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        for part, inner in payload.fields.items():
            kind = get_named_type(inner.type)
            assert is_leaf_type(kind) or kind.name in shown, f"{name}.{part} shows {kind.name}, which no query does"


def test_every_route_is_walked_or_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "configure", lambda _: Channels())  # keys and stores stay those of the tests
    key = base64.b64encode(bytes(32)).decode()
    settings = Settings(
        web_database_url="postgresql://web@127.0.0.1/none", master_key=key, secret_key=key, data=Path("/nonexistent")
    )

    routes = [route for route in asgi.create_app(settings).routes if isinstance(route, Route | WebSocketRoute | Mount)]

    pages = {"/assets/{path:path}", "/{path:path}"}  # the built web app: the same files for everybody
    assert {route.path for route in routes} - pages == set(surfaces.ROUTES), HOW


def test_every_kind_of_outgoing_message_is_explained() -> None:
    outgoing = {
        name
        for name, kind in inspect.getmembers(contract, inspect.isclass)
        if name.startswith("Outbound") and dataclasses.is_dataclass(kind)
    }

    assert outgoing == set(surfaces.MESSAGES), HOW


def test_every_background_topic_is_walked_or_explained() -> None:
    assert worker  # its import registers every handler
    assert set(TASKS) == set(surfaces.TOPICS), HOW


@pytest.mark.parametrize("type_name", sorted(FINDERS))
def test_every_row_that_has_an_id_is_asked_by_it(type_name: str) -> None:
    assert type_name in TABLE_OF


def _reachable() -> set[str]:
    """The coordinates of every field that a query or a stream can come to."""
    assert GRAPH.query_type
    assert GRAPH.subscription_type
    waiting: list[object] = [GRAPH.query_type, GRAPH.subscription_type]
    found: set[str] = set()
    seen = {GRAPH.query_type.name, GRAPH.subscription_type.name}
    roots = set(seen)
    while waiting:
        kind = waiting.pop()
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in kind.fields.items():
            if kind.name not in roots:
                found.add(f"{kind.name}.{name}")
            inner = get_named_type(field.type)
            kinds = GRAPH.get_possible_types(inner) if isinstance(inner, GraphQLInterfaceType) else ()
            for one in (inner, *kinds) if composite(field) else ():
                if one.name not in seen:
                    seen.add(one.name)
                    waiting.append(one)
    return found


def _of_interfaces(asked: set[str]) -> set[str]:
    """Fields of a kind that were asked on its interface."""
    return {
        f"{kind.name}.{name.split('.')[1]}"
        for name in asked
        if isinstance(interface := GRAPH.type_map[name.split(".")[0]], GraphQLInterfaceType)
        for kind in GRAPH.get_possible_types(interface)
    }
