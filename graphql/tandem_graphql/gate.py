"""What every operation passes before it runs: its document's bounds, its cost, and what its sender may still spend."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from uuid import UUID

from strawberry.extensions import SchemaExtension
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graphql import GraphQLError
from tandem.kit.errors import ErrorKind, TandemError
from tandem_graphql.context import Context
from tandem_graphql.documents import NUL, UNREAD, Ready, ready
from tandem_graphql.persisted import OperationUnknown

_MOST_LEVELS = 50  # of variables


class TooDear(TandemError):
    """An operation that costs more points than one may."""

    code = "too_dear"

    def __init__(self, points: int, most: int) -> None:
        super().__init__(points=points, most=most)


class SchemaClosed(TandemError):
    """Introspection by somebody who is no integrator."""

    code = "schema_closed"
    kind = ErrorKind.FORBIDDEN


class TooSlow(TandemError):
    """An operation that took longer than one may; what it was doing has been stopped."""

    code = "too_slow"
    kind = ErrorKind.UNAVAILABLE

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds=round(seconds))


class PerhapsDone(TooSlow):
    """A mutation that took longer than one may: stopped, unless it was already being committed."""

    code = "perhaps_done"


class TooManyStreams(TandemError):
    """More streams than one person may hold open."""

    code = "too_many_streams"
    kind = ErrorKind.RATE_LIMITED

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class Gate(SchemaExtension):
    """Parses and validates in place of the executor, from what is known of a document by its text."""

    _ready: Ready

    def on_parse(self) -> Iterator[None]:
        """Take the document. One that cannot be parsed is left to the executor, which says why."""
        asked = self.execution_context
        terms = asked.context.terms
        pay = terms.meter.spend if terms.meter and terms.operations is None else None
        self._ready = ready(asked.schema._schema, asked.query or "", terms.limits, terms.may_introspect, pay)
        asked.graphql_document = self._ready.document
        if self._ready.document is UNREAD:
            asked._provided_operation_name = None  # what stands in for it has no name
        asked.parse_options["max_tokens"] = terms.limits.tokens
        yield

    def on_validate(self) -> Iterator[None]:
        """Refuse what is invalid, beyond a bound, too dear, or asks for the schema without being an integrator."""
        asked = self.execution_context
        context = asked.context
        asked.pre_execution_errors = self._ready.errors
        if not self._ready.errors and not context.is_admitted:
            asked.pre_execution_errors = refusals(self._ready, asked.operation_name, asked.variables, context)
        context.is_admitted = False
        if not asked.pre_execution_errors:
            asked.context.writes = asked.operation_type is OperationType.MUTATION
            if asked.context.deadline and asked.operation_type is OperationType.SUBSCRIPTION:
                asked.context.deadline.reschedule(None)  # a stream ends when its client or its rights do
        yield


def refusals(
    document: Ready, operation_name: str | None, variables: Mapping[str, Any] | None, context: Context
) -> list[GraphQLError]:
    """Why an operation of a valid document may not run; its points are taken when there is no reason."""
    terms = context.terms
    if variables and (wrong := _wrong_in(variables)):
        return [GraphQLError(wrong)]
    of_stranger = context.signed_in is None
    context.points = document.cost_of(operation_name, of_stranger=of_stranger).of(variables or {})
    try:
        if document.introspects and not terms.may_introspect:
            raise SchemaClosed
        if context.points > terms.limits.cost:
            raise TooDear(context.points, terms.limits.cost)
        if terms.meter:
            terms.meter.spend(context.points)
    except TandemError as refusal:
        return [GraphQLError(str(refusal), original_error=refusal)]
    return []


def _wrong_in(variables: Mapping[str, object]) -> str | None:
    """What no variable may hold: a NUL, or more levels than any input of ours has. One level after the other: what
    comes nested a thousand times must not be walked by calls within calls."""
    level: list[object] = [*variables.values()]
    for _ in range(_MOST_LEVELS):
        below: list[object] = []
        for value in level:
            if isinstance(value, str):
                if "\0" in value:
                    return NUL
            elif isinstance(value, dict):
                below += value.values()
            elif isinstance(value, list):
                below += value
        if not below:
            return None
        level = below
    return "The variables are nested too deeply."


def unheard(context: Context, text: str | None) -> PreExecutionError | None:
    """Why an operation is not even read: it is none that this installation knows, or its sender has no points left."""
    terms = context.terms
    try:
        if terms.meter:
            terms.meter.spend(1)
        if terms.operations is not None and text and not terms.operations.knows(text):
            raise OperationUnknown
    except TandemError as refusal:
        return PreExecutionError(data=None, errors=[GraphQLError(str(refusal), original_error=refusal)])
    return None


@contextlib.asynccontextmanager
async def in_time(context: Context) -> AsyncIterator[None]:
    """Cancel what runs longer than the limit, with the SQL that it waits for. Raises TooSlow, PerhapsDone."""
    seconds = context.terms.limits.seconds
    context.deadline = asyncio.timeout(seconds)
    try:
        async with context.deadline:
            yield
    except TimeoutError:
        if not context.deadline.expired():
            raise
        context.loaders.stop()
        raise (PerhapsDone if context.writes else TooSlow)(seconds) from None


_streams: Counter[UUID] = Counter()


@contextlib.contextmanager
def streaming(context: Context) -> Iterator[None]:
    """Count a stream of this person while it is open. Raises TooManyStreams."""
    actor = context.signed_in
    if actor is None:
        yield
        return
    person, most = actor.person_id, context.terms.limits.streams_of_person
    if _streams[person] >= most:
        raise TooManyStreams(most)
    _streams[person] += 1
    try:
        yield
    finally:
        _streams[person] -= 1
        if not _streams[person]:
            del _streams[person]
