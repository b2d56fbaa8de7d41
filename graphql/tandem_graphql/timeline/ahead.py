"""A timeline in the one statement of a page: its connection, and its events by their kinds.

An event is an interface, so what a page asks of all kinds comes first and is written once; the rest is a CASE by kind.
"""

from itertools import takewhile
from typing import Any

from graphql import FieldNode, GraphQLInterfaceType, GraphQLObjectType, is_interface_type
from tandem.timeline.paging import Window, cursors_of
from tandem.timeline.queries import Position, cursor_of, page_sql
from tandem_graphql.lookahead.arguments import arguments_of
from tandem_graphql.lookahead.finishing import Columns, instant
from tandem_graphql.lookahead.pieces import REFUSED, Const, Pieces, Sql, chosen, concat, quoted
from tandem_graphql.lookahead.planning import At, Planner, Read, object_of, value_object
from tandem_graphql.lookahead.running import Run
from tandem_graphql.lookahead.selecting import Selected, collect, conditions
from tandem_graphql.sight import Sight
from tandem_graphql.timeline.page import window_of
from tandem_graphql.timeline.types import EVENT_TYPES, OF_CHAIN

Entries = list[tuple[str, Pieces]]


def read_timeline(at: At, selected: Selected) -> Pieces:
    """A page of the timeline of this case file."""
    plan, row, case_file_id = at.plan, at.plan.new_row(), at.column("id")
    # Whether there are more is found by reading one more, which is then left out by its place.
    asked = collect(object_of(selected), selected.nodes, plan.fragments, plan.variables)
    tells_more = any(one.name == "pageInfo" for one in asked)

    def window(run: Run) -> Window:
        def make() -> Window:
            asked = arguments_of(selected, run)
            return window_of(run.actor, narrowed=asked.pop("filter"), **asked)

        made: Window = run.once(row, make)
        return made

    def page(run: Run) -> tuple[str, str]:
        # As a column, whether there are newer ones costs nothing where nobody asks, and gives every value a place.
        sql: tuple[str, str] = run.once(
            (row, "page"), lambda: page_sql(case_file_id, window(run), run.values, extra=int(tells_more))
        )
        return sql

    def more(run: Run) -> str:
        return f"(count(*) > {window(run).size})::text"

    def has_next(run: Run) -> str:
        shown = window(run)
        return f"'{str(shown.cursor is not None).lower()}'" if shown.backward else more(run)

    def has_previous(run: Run) -> str:
        return more(run) if window(run).backward else f"({page(run)[1]})::text"

    def place(*, of_last: bool) -> str:
        def fill(run: Run) -> str:
            made = window(run)
            return f"least({made.size}, max({row}.place))" if made.backward is not of_last else "1"

        return plan.slot(fill)

    size = plan.slot(lambda run: str(window(run).size))
    info: dict[str, Read] = {
        "has_next_page": lambda _at, _one: [Sql(plan.slot(has_next))],
        "has_previous_page": lambda _at, _one: [Sql(plan.slot(has_previous))],
        "start_cursor": lambda _at, _one: _cursor_at(plan, row, place(of_last=False)),
        "end_cursor": lambda _at, _one: _cursor_at(plan, row, place(of_last=True)),
    }
    edge: dict[str, Read] = {
        "cursor": lambda _at, _one: plan.finish([Sql(_place(row))], _cursor),
        "node": lambda _at, one: [Sql(concat(event_object(plan, row, at.sight, one.nodes)))],
    }

    def edges(at: At, one: Selected) -> Pieces:
        shown = concat(value_object(at, one, edge))
        order = f"{row}.recorded_at DESC, {row}.event_id DESC"
        within = f" FILTER (WHERE {row}.place <= {size})" if tells_more else ""
        return [Const("["), Sql(f"string_agg({shown}, ',' ORDER BY {order}){within}"), Const("]")]

    parts: dict[str, Read] = {"edges": edges, "page_info": lambda at, one: value_object(at, one, info)}
    whole = concat(value_object(at, selected, parts))
    found = plan.slot(lambda run: page(run)[0])
    newer = plan.slot(lambda run: page(run)[1])
    place_of = "row_number() OVER () AS place, " if tells_more else ""
    numbered = f"SELECT page.*, {place_of}{newer} AS newer FROM ({found}) page"
    # HAVING makes one row of the page whatever is asked of it.
    return [Sql(f"(SELECT {whole} FROM ({numbered}) {row} HAVING true)")]


def _place(row: str) -> str:
    return f"json_build_array({row}.recorded_at, {row}.event_id)"


def _cursor_at(plan: Planner, row: str, place: str) -> Pieces:
    found = f"json_agg({_place(row)} ORDER BY {row}.place) -> ({place} - 1)::int"
    return plan.finish([Sql(f"coalesce(({found})::text, 'null')")], _cursor)


def _cursor(run: Run, told: list[str] | None) -> str | None:
    if told is None:
        return None
    entry: Any = Columns({"recorded_at": instant(told[0]), "event_id": told[1]})
    return cursor_of(run.once("timeline_cursors", lambda: cursors_of(run.actor)), entry)


def read_position(at: At, _selected: Selected) -> Pieces:
    """Where a live stream that starts now would start."""
    row = at.plan.new_row()
    heads = f"timeline_heads {row} WHERE {row}.case_file_id = {at.column('id')}"
    found = f"SELECT coalesce(json_object_agg({row}.chain, {row}.sequence), '{{}}') FROM {heads}"
    return at.plan.finish([Sql(f"({found})")], lambda run, heights: Position(heights).told_to(run.actor))


def event_object(plan: Planner, row: str, sight: Sight, nodes: list[FieldNode]) -> Pieces:
    """The JSON object of the event in this row, whatever its kind."""
    types = _types(plan)
    asked = conditions(nodes, plan.fragments)
    named = {kind: type_ for kind, type_ in types.items() if type_.name in asked}
    # The kinds that no fragment is written for are all shown alike, as any one of them.
    others = next((type_ for kind, type_ in types.items() if kind not in named), None)
    known: dict[tuple[object, ...], Pieces] = {}
    made = {kind: _entries(At(plan, row, sight, type_), nodes, known) for kind, type_ in named.items()}
    otherwise = _entries(At(plan, row, sight, others), nodes, known) if others else []
    every = [*made.values(), *([otherwise] if others else [])]
    shared = [entries[0] for entries in takewhile(_alike, zip(*every, strict=False))]
    tails: dict[str, list[str]] = {}
    for kind, entries in made.items():
        tails.setdefault(concat(_written(entries[len(shared) :], bool(shared))), []).append(kind)
    rest = _written(otherwise[len(shared) :], bool(shared))
    cases: list[tuple[str, Pieces]] = [
        (f"{row}.kind IN ({', '.join(map(quoted, kinds))})", [Sql(tail)])
        for tail, kinds in tails.items()
        if tail != concat(rest)
    ]
    whole = [Const("{"), *_written(shared, False), chosen(cases, rest) if cases else Sql(concat(rest)), Const("}")]
    hidden = [chain.value for chain, resource in OF_CHAIN.items() if resource not in sight.readable]
    if not hidden:
        return whole
    return [chosen([(f"{row}.chain IN ({', '.join(map(quoted, hidden))})", [Const(REFUSED)])], whole)]


def _types(plan: Planner) -> dict[str, GraphQLObjectType]:
    found = {}
    for kind, shown in EVENT_TYPES.items():
        definition: Any = shown
        found[kind] = plan.schema.type_map[definition.__strawberry_definition__.name]
    return found  # type: ignore[return-value]


def _alike(entries: tuple[tuple[str, Pieces], ...]) -> bool:
    return all(one == entries[0] for one in entries)


def _entries(at: At, nodes: list[FieldNode], known: dict[tuple[object, ...], Pieces]) -> Entries:
    """Keys with their pieces; those that all kinds have are made once."""
    found: Entries = []
    interface = _interface(at)
    for one in collect(at.type, nodes, at.plan.fragments, at.plan.variables):
        if one.definition is None:
            found.append((one.key, [Sql(_typename(at))]))
        elif one.name in interface.fields:
            made = (one.key, *map(id, one.nodes))
            if made not in known:
                known[made] = at.plan.field(at, one)
            found.append((one.key, known[made]))
        else:
            found.append((one.key, at.plan.field(at, one)))
    return found


def _interface(at: At) -> GraphQLInterfaceType:
    (interface,) = (one for one in at.type.interfaces if is_interface_type(one))
    return interface


def _typename(at: At) -> str:
    named = " ".join(f"WHEN {quoted(kind)} THEN {quoted(type_.name)}" for kind, type_ in _types(at.plan).items())
    return f"""'"' || CASE {at.row}.kind {named} END || '"'"""


def _written(entries: Entries, continued: bool) -> Pieces:
    pieces: Pieces = []
    for key, value in entries:
        pieces += [Const(f'{"," if continued or pieces else ""}"{key}":'), *value]
    return pieces
