"""How many plans one document may have, and which of its variables make none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from asyncpg import (
    AdminShutdownError,
    DeadlockDetectedError,
    LockNotAvailableError,
    QueryCanceledError,
    SerializationError,
    TooManyConnectionsError,
    UndefinedColumnError,
)

from graphql import FieldNode, OperationDefinitionNode, parse
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.organizations.actor import Actor
from tandem_graphql.lookahead import answering
from tandem_graphql.lookahead.running import NotAhead, Plan
from tandem_graphql.lookahead.selecting import collect
from tests.api.documents_of_schema import GRAPH


def _field(document: str) -> FieldNode:
    operation = parse(document).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    return node


def _shaped_by(number: int) -> FieldNode:
    names = [f"b{one}" for one in range(number)]
    declared = " ".join(f"${name}: Boolean!" for name in names)
    return _field(
        f"query ({declared}) {{ viewer {{ {' '.join(f'locale @include(if: ${name})' for name in names)} }} }}"
    )


def _info(node: FieldNode, values: dict[str, Any]) -> Any:
    raw = SimpleNamespace(field_nodes=[node], fragments={})
    return SimpleNamespace(_raw_info=raw, variable_values=values)


def test_the_plans_of_a_document_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_compiled", lambda *_: object())
    node, awa, root = _shaped_by(8), actor_of_cast("awa", "lenoir"), lambda *_: ""

    for number in range(256):
        values = {f"b{one}": bool(number >> one & 1) for one in range(8)}
        answering._plan_for(root, _info(node, values), awa)

    assert len(answering._prepared_for(_info(node, {})).plans) == answering._MOST_PLANS


def test_a_document_of_too_many_shapes_is_left_to_the_executor() -> None:
    with pytest.raises(NotAhead, match="shapes"):
        answering._plan_for(
            lambda *_: "", _info(_shaped_by(answering._MOST_SHAPING + 1), {}), actor_of_cast("awa", "lenoir")
        )


@pytest.mark.parametrize(
    ("failed", "is_left_alone"),
    [
        (DeadlockDetectedError(), False),
        (SerializationError(), False),
        (LockNotAvailableError(), False),
        (AdminShutdownError(), False),
        (TooManyConnectionsError(), False),
        (QueryCanceledError(), False),
        (UndefinedColumnError(), True),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_fails_for_a_while_is_asked_ahead_again_and_what_cannot_work_after_a_minute(
    monkeypatch: pytest.MonkeyPatch, failed: Exception, is_left_alone: bool
) -> None:
    now, asked = [1_000.0], list[str]()

    @asynccontextmanager
    async def reading(_: Actor) -> AsyncIterator[None]:
        yield

    async def row(statement: str, *_: object) -> None:
        asked.append(statement)
        raise failed

    monkeypatch.setattr(answering, "_compiled", lambda *_: Plan(("SELECT 1",), []))
    monkeypatch.setattr(answering, "reading", reading)
    monkeypatch.setattr(database, "row", row)
    monkeypatch.setattr(answering, "monotonic", lambda: now[0])
    info = _info(_field("{ viewer { locale } }"), {})
    info.context, info.field_name = SimpleNamespace(actor=actor_of_cast("awa", "lenoir")), "viewer"
    times = []
    for seconds in (0.0, 59.0, 61.0):
        now[0] = 1_000.0 + seconds
        with pytest.raises(answering.Asked):
            await answering.answered(lambda *_: "", info, {})
        times.append(len(asked))

    assert times == ([1, 1, 2] if is_left_alone else [1, 2, 3])


@pytest.mark.parametrize("directive", ["include", "skip"])
def test_a_condition_that_is_null_is_left_to_the_executor(directive: str) -> None:
    node = _field(f"query ($x: Boolean = true) {{ caseFile(id: 1) {{ reference @{directive}(if: $x) }} }}")
    type_: Any = GRAPH.type_map["CaseFile"]

    with pytest.raises(NotAhead, match="condition"):
        collect(type_, [node], {}, {"x": None})


@pytest.mark.parametrize(("failed", "plans"), [(TypeError("a bug"), 1), (TimeoutError(), 2)])
async def test_what_failed_ahead_is_left_to_the_executor_unless_the_moment_was_bad(
    monkeypatch: pytest.MonkeyPatch, failed: Exception, plans: int
) -> None:
    asked = 0

    class Failing:
        def statement(self, _: object) -> str:
            nonlocal asked
            asked += 1
            raise failed

    info = _info(_field("{ viewer { locale } }"), {})
    info.context = SimpleNamespace(actor=actor_of_cast("awa", "lenoir"))
    info.field_name = "viewer"
    monkeypatch.setattr(answering, "_compiled", lambda *_: Failing())
    for _ in range(2):
        with pytest.raises(answering.Asked):
            await answering.answered(lambda *_: "", info, {})

    assert asked == plans


def test_what_cannot_be_planned_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = 0

    def root(*_: object) -> str:
        nonlocal tried
        tried += 1
        raise TypeError("a bug")

    info = _info(_field("{ viewer { locale } }"), {})
    raw = info._raw_info
    raw.schema, raw.field_name, raw.parent_type = GRAPH, "viewer", GRAPH.query_type
    for _ in range(2):
        with pytest.raises(NotAhead, match="no plan"):
            answering._plan_for(root, info, actor_of_cast("awa", "lenoir"))

    assert tried == 1
