"""Answering a root field ahead of the executor: the plan of its selection, kept; one statement; the text as it is."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import orjson
import structlog
from asyncpg import (
    InsufficientResourcesError,
    InterfaceError,
    ObjectNotInPrerequisiteStateError,
    OperatorInterventionError,
    PostgresConnectionError,
    TransactionRollbackError,
)
from prometheus_client import Counter

from graphql import FieldNode
from tandem.casefiles import access
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.errors import TandemError
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import permission_class
from tandem_graphql.context import Info
from tandem_graphql.lookahead.planning import Planner
from tandem_graphql.lookahead.running import NotAhead, Plan, Run
from tandem_graphql.lookahead.selecting import Selected, shape_variables
from tandem_policies.vocabulary import Relation

log = structlog.get_logger()

# Compiles the statement of a root field; its one row has the answer as `answer`, none stands for null.
Root = Callable[[Planner, Selected], str]

ANSWERED = Counter("tandem_lookahead_answers_total", "Root fields that one statement answered.", ["field"])
FELL_BACK = Counter(
    "tandem_lookahead_fallbacks_total", "Root fields left to the ordinary executor, and why.", ["field", "reason"]
)
_MOST_FIELDS = 250  # root fields of documents, and plans of each: a plan takes some milliseconds and 14 kB
_MOST_PLANS = 32
# What fails for a reason of the moment may go well the next time: locks, deadlocks, statements that are ended, a
# database that is full or restarts. Whatever else fails is left to the executor for a minute.
_PASSING = (
    TandemError,
    OSError,
    TimeoutError,
    InterfaceError,
    PostgresConnectionError,
    TransactionRollbackError,
    InsufficientResourcesError,
    ObjectNotInPrerequisiteStateError,
    OperatorInterventionError,
)
_LEFT_ALONE = 60.0  # seconds
_MOST_SHAPING = 16  # variables of @include and @skip: each doubles the plans that there may be


@dataclass(frozen=True, slots=True)
class _Failed:
    """In place of a plan whose statement failed; `until` on the monotonic clock."""

    until: float


@dataclass(slots=True)
class _Prepared:
    """Plans of one root field of one parsed document, by the values that shape it and the reader's permissions.

    It holds the field's nodes, by whose identity it is found: no other node can take their place in memory.
    """

    nodes: list[FieldNode]
    shaped_by: tuple[str, ...]
    plans: "OrderedDict[Hashable, Plan | NotAhead | _Failed]" = field(default_factory=OrderedDict)


# The parser's cache gives the same nodes again for the same text. The least used is forgotten first.
_prepared: "OrderedDict[tuple[int, ...], _Prepared]" = OrderedDict()


class Asked(Exception):
    """Nothing was read ahead: the resolver has to answer."""


async def answered(root: Root, info: Info, arguments: Mapping[str, Any]) -> orjson.Fragment | None:
    """The answer to the root field of `info` as JSON text; None for null. Raises Asked: the resolver has to."""
    name = info.field_name
    try:
        answer = await _answer(root, info, arguments)
    except NotAhead as not_ahead:
        FELL_BACK.labels(name, not_ahead.reason).inc()
    except Exception as failed:  # the ordinary path meets it again and says it as it says all errors
        if not isinstance(failed, TandemError):
            log.exception("ahead.failed", field=name)
        FELL_BACK.labels(name, f"failed:{type(failed).__name__}").inc()
    else:
        ANSWERED.labels(name).inc()
        return answer
    raise Asked


async def _answer(root: Root, info: Info, arguments: Mapping[str, Any]) -> orjson.Fragment | None:
    actor = info.context.actor
    plan, give_up = _plan_for(root, info, actor)
    run = Run(info, actor, access.reach(actor), arguments)
    try:
        statement = plan.statement(run)
        async with reading(actor):
            row = await database.row(statement, *run.values)
        return None if row is None else orjson.Fragment(plan.finished(run, row["answer"]))
    except (NotAhead, *_PASSING):
        raise
    except Exception:
        give_up()
        raise


def _plan_for(root: Root, info: Info, actor: Actor) -> tuple[Plan, Callable[[], None]]:
    """The plan, and how to leave what it answers to the executor for a while."""
    prepared = _prepared_for(info)
    if len(prepared.shaped_by) > _MOST_SHAPING:
        raise NotAhead("shapes")
    shape = tuple(info.variable_values.get(name) for name in prepared.shaped_by)
    side = side_of(actor)
    key = (shape, side, permission_class(actor, side), permission_class(actor, Relation.OWN))
    plan = prepared.plans.get(key)
    if isinstance(plan, _Failed) and monotonic() < plan.until:
        raise NotAhead("failed before")
    if plan is None or isinstance(plan, _Failed):
        plan = prepared.plans[key] = _compiled(root, info, actor)
        if len(prepared.plans) > _MOST_PLANS:
            prepared.plans.popitem(last=False)
    else:
        prepared.plans.move_to_end(key)
    if isinstance(plan, NotAhead):
        raise NotAhead(plan.reason)  # a new one: what is raised again holds the frames of each time

    def give_up() -> None:
        prepared.plans[key] = _Failed(monotonic() + _LEFT_ALONE)

    return plan, give_up


def _prepared_for(info: Info) -> _Prepared:
    raw = info._raw_info
    asked = tuple(map(id, raw.field_nodes))
    known = _prepared.get(asked)
    if known is None:
        nodes = list(raw.field_nodes)
        known = _prepared[asked] = _Prepared(nodes, shape_variables(nodes, raw.fragments))
        if len(_prepared) > _MOST_FIELDS:
            _prepared.popitem(last=False)
    else:
        _prepared.move_to_end(asked)
    return known


def _compiled(root: Root, info: Info, actor: Actor) -> Plan | NotAhead:
    raw = info._raw_info
    planner = Planner(raw.schema, raw.fragments, info.variable_values, actor)
    definition = raw.parent_type.fields[raw.field_name]
    try:
        return planner.plan(root(planner, Selected(raw.field_name, raw.field_name, definition, list(raw.field_nodes))))
    except NotAhead as not_ahead:
        return not_ahead
    except Exception:
        log.exception("ahead.not_planned", field=raw.field_name)
        return NotAhead("no plan")
