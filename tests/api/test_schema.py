"""The schema as a contract: committed, guarded in every field, with a type for every kind of event."""

from pathlib import Path

import pytest
import strawberry

from tandem.timeline.events import KINDS
from tandem_graphql import print_schema
from tandem_graphql.guards import UnguardedField, guards_of
from tandem_graphql.schema import Schema
from tandem_graphql.timeline import EVENT_TYPES
from tests.api import public_fields

ROOT = Path(__file__).parents[2]


def test_the_committed_schema_is_the_printed_one() -> None:
    assert (ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8") == print_schema()


def test_every_public_field_was_reviewed() -> None:
    reviewed = (Path(__file__).parent / "public_fields.txt").read_text(encoding="utf-8")

    assert public_fields.reviewed() == reviewed, "read what is new: python -m tests.api.public_fields"


def test_something_decides_about_every_part_of_something_else() -> None:
    undecided = [line for line in public_fields.lines() if line.endswith("decided by nothing")]

    assert undecided == []


def test_a_field_without_a_resource_fails_the_build() -> None:
    @strawberry.type
    class Leak:
        name: str

    @strawberry.type
    class Query:
        leak: Leak

    with pytest.raises(UnguardedField, match=r"(Query|Leak)\."):
        Schema(query=Query)


def test_a_root_field_without_a_resource_fails_the_build() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        def leak(self) -> str:
            return "x"

    with pytest.raises(UnguardedField, match=r"Query\.leak"):
        list(guards_of(strawberry.Schema(Query)))


def test_every_kind_of_event_has_a_type() -> None:
    assert set(EVENT_TYPES) == set(KINDS)
