"""The case file and the list of case files, each as one statement with all that is asked of them."""

from typing import Any
from uuid import UUID

from tandem.casefiles import listing
from tandem.casefiles.listing import Arguments, CaseFileFilter, Narrowed
from tandem.casefiles.models import CaseFile
from tandem.kit.pagination import page_size
from tandem.organizations.access import side_of
from tandem.organizations.authorization import may
from tandem_graphql.ids import key_of
from tandem_graphql.lookahead.finishing import reader_of
from tandem_graphql.lookahead.pieces import Const, Pieces, Sql, concat
from tandem_graphql.lookahead.planning import At, Planner, Read, object_of, value_object
from tandem_graphql.lookahead.running import NotAhead, Run
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.sight import Sight
from tandem_policies.permission import Permission


def read_case_file(plan: Planner, selected: Selected) -> str:
    """`Query.caseFile`."""
    # The domain's conditions are on `cf`; an alias of our own is hidden by none of its subqueries.
    at = At(plan, plan.new_row(), Sight.of_case(plan.actor), object_of(selected))
    reach = plan.slot(lambda run: run.reach.sql)
    wanted = plan.slot(lambda run: run.add(key_of(run.arguments["id"], "CaseFile", "id"), "uuid"))
    # Whoever may read none is told of none.
    read = "" if _may_read(plan) else " AND false"
    found = f"SELECT cf.* FROM case_files cf WHERE {reach} AND cf.id = {wanted}{read}"
    return f"SELECT {concat(at.object(selected))} AS answer FROM ({found}) {at.row}"


def read_case_files(plan: Planner, selected: Selected) -> str:
    """`Query.caseFiles`: the page is found first, then shown."""
    if not _may_read(plan):
        raise NotAhead("masked")
    page = plan.slot(lambda run: _narrowed(run).page(str(_size(run) + 1)))
    size = plan.slot(lambda run: str(_size(run)))
    at = At(plan, plan.new_row(), Sight.of_case(plan.actor), object_of(selected))
    row = at.row
    numbered = f"SELECT page.*, row_number() OVER () AS place FROM ({page}) page"

    def edges(_at: At, one: Selected) -> Pieces:
        shown = concat(value_object(at, one, {"cursor": lambda at, _one: _cursor(at), "node": node}))
        listed = f"string_agg({shown}, ',' ORDER BY {row}.place) FILTER (WHERE {row}.place <= {size})"
        return [Const("["), Sql(listed), Const("]")]

    def node(_at: At, one: Selected) -> Pieces:
        return at.to(row, one).object(one)

    parts: dict[str, Read] = {
        "edges": edges,
        "page_info": lambda at, one: value_object(at, one, _page_info(row, size)),
        "total_count": lambda _at, _one: [Sql(f"(SELECT count(*) FROM case_files cf WHERE {_every(plan)})")],
    }
    # HAVING makes one row of the page whatever is asked of it.
    return f"SELECT {concat(value_object(at, selected, parts))} AS answer FROM ({numbered}) {row} HAVING true"


def _may_read(plan: Planner) -> bool:
    return may(plan.actor, side_of(plan.actor), Permission.CASE_FILE_READ)


def _every(plan: Planner) -> str:
    return plan.slot(lambda run: _narrowed(run).every)


def _page_info(row: str, size: str) -> dict[str, Read]:
    return {
        "has_next_page": lambda _at, _one: [Sql(f"(count(*) > {size})::text")],
        "has_previous_page": lambda _at, _one: [Const("false")],
        "start_cursor": lambda at, _one: _cursor_at(at, "1"),
        "end_cursor": lambda at, _one: _cursor_at(at, f"least({size}, max({row}.place))"),
    }


def _cursor_at(at: At, place: str) -> Pieces:
    found = f"json_agg({_key(at)} ORDER BY {at.row}.place) -> ({place} - 1)::int"
    return at.plan.finish([Sql(f"coalesce(({found})::text, 'null')")], _finish_cursor)


def _cursor(at: At) -> Pieces:
    return at.plan.finish([Sql(_key(at))], _finish_cursor)


def _key(at: At) -> str:
    return f"json_build_array({at.row}.{at.plan.slot(_sorted_by)}, {at.row}.id)"


def _sorted_by(run: Run) -> str:
    return listing.sorted_by(run.arguments["sort"])


def _finish_cursor(run: Run, told: list[Any] | None) -> str | None:
    if told is None:
        return None
    sort = run.arguments["sort"]
    cursors, read = run.once("cursors", lambda: (_cursors(run), reader_of(CaseFile, listing.sorted_by(sort))))
    return listing.cursor_of(cursors, None if told[0] is None else read(told[0]), UUID(told[1]))


def _cursors(run: Run) -> Any:
    return run.once("list", lambda: listing.cursors_of(run.actor, run.arguments["sort"]))


def _size(run: Run) -> int:
    return page_size(run.arguments["first"])


def _narrowed(run: Run) -> Narrowed:
    def make() -> Narrowed:
        asked, sort = run.arguments["filter"], run.arguments["sort"]
        narrowed = asked.parse(run.actor) if asked else CaseFileFilter()
        listing.require_identity(run.actor, narrowed.search, sort)
        past = listing.past(_cursors(run), sort, run.arguments["after"])
        return listing.narrowing(run.reach, narrowed, sort, past, Arguments(run.values))

    found: Narrowed = run.once("narrowed", make)
    return found
