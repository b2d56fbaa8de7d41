"""The lists of case files: filters, sorts and the keyset page as one SQL statement."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tandem.casefiles.access import Reach
from tandem.casefiles.badges import CaseBadge, condition
from tandem.casefiles.models import CaseFile, Debtor, Stage
from tandem.kit import clock
from tandem.kit.hydration import columns_of
from tandem.kit.pagination import Cursors, instant, whole_number
from tandem.kit.search import search_key
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline.readings import unread_sql
from tandem_policies.permission import Permission

_MOST_WORDS = 8
NEVER = date(9999, 12, 31)  # stands for a due day that is null, as in the index of the sort


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """Who of the agency works it: the agency's own affair, so for whoever may read that alone."""

    assignee_id: UUID | None = None
    team_id: UUID | None = None
    is_unassigned: bool = False  # to no person, whatever the team

    def conditions(self, args: "Arguments") -> list[str]:
        """As SQL conditions on `cf`."""
        found = ["cf.assignee_id IS NULL"] if self.is_unassigned else []
        if self.assignee_id is not None:
            found.append(f"cf.assignee_id = {args.add(self.assignee_id)}::uuid")
        if self.team_id is not None:
            found.append(f"cf.team_id = {args.add(self.team_id)}::uuid")
        return found


ANYBODY = AssignmentFilter()


@dataclass(frozen=True, slots=True)
class CaseFileFilter:
    """What a list is narrowed to; each part left out narrows nothing."""

    search: str | None = None
    stages: tuple[Stage, ...] = ()
    badge: CaseBadge | None = None
    agency_id: UUID | None = None
    creditor_id: UUID | None = None
    assignment: AssignmentFilter = ANYBODY


def require_assignments(actor: Actor, narrowed: AssignmentFilter) -> AssignmentFilter:
    """Raise NotPermitted where a filter would tell who works what to whoever may not know it."""
    if narrowed != ANYBODY:
        authorize(actor, side_of(actor), Permission.CASE_FILE_ASSIGNMENT_READ)
    return narrowed


class CaseFileSort(StrEnum):
    """LARGEST compares minor units as they are: amounts of two currencies are never converted."""

    OLDEST_DUE = "oldest_due"
    LARGEST = "largest"
    NEWEST = "newest"
    NAME = "name"


def require_identity(actor: Actor, search: str | None, sort: CaseFileSort | None = None) -> None:
    """Raise NotPermitted where a search, an order or its cursors would tell names to whoever sees none."""
    if search is not None or sort is CaseFileSort.NAME:
        authorize(actor, side_of(actor), Permission.CASE_FILE_IDENTITY_READ)


@dataclass(frozen=True, slots=True)
class _Order:
    """A sort's column, its key on `cf` and its SQL type; the id breaks ties in the same direction."""

    column: str
    key: str
    type: str
    descending: bool = False


_ORDERS = {
    # As text: asyncpg takes the last day of the calendar, which stands for none, for infinity, which is after it.
    CaseFileSort.OLDEST_DUE: _Order("oldest_due_on", "coalesce(cf.oldest_due_on, DATE '9999-12-31')", "text::date"),
    CaseFileSort.LARGEST: _Order("outstanding", "cf.outstanding", "bigint", descending=True),
    CaseFileSort.NEWEST: _Order("placed_at", "cf.placed_at", "timestamptz", descending=True),
    CaseFileSort.NAME: _Order("name_sort", "cf.name_sort", "text"),
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """SQL on `cf` for one page of a list: the conditions of the whole list, the rows from the page on, the order."""

    every: str
    order: str
    _reach: Reach
    _conditions: tuple[str, ...]

    def page(self, most: str) -> str:
        """SELECT of the first rows of the page, in order, with all columns of `case_files`."""
        if not self._reach.parts:
            return self._first(self._reach.sql, most)
        # No index has all of them in order: the first of each part are merged, however many there are.
        each = " UNION ALL ".join(
            f"SELECT cf.* FROM {one} CROSS JOIN LATERAL ({self._first(condition, most)}) cf"
            for one, condition in self._reach.parts
        )
        return f"SELECT cf.* FROM ({each}) cf ORDER BY {self.order} LIMIT {most}"

    def _first(self, reached: str, most: str) -> str:
        where = " AND ".join((reached, *self._conditions))
        return f"SELECT cf.* FROM case_files cf WHERE {where} ORDER BY {self.order} LIMIT {most}"


@dataclass(slots=True)
class Arguments:
    """Values of a statement, numbered as they are added."""

    values: list[object] = field(default_factory=list)

    def add(self, value: object) -> str:
        """Keep a value and give its placeholder."""
        self.values.append(value)
        return f"${len(self.values)}"


def statement(
    reach: Reach, narrowed: CaseFileFilter, sort: CaseFileSort, past: tuple[object, UUID] | None, most: int
) -> tuple[str, list[object]]:
    """SQL and values of a page of at most `most` rows, each with its debtor (`debtor__…`), `timeline_unread` and the
    list's `total`.

    The first row is there even for an empty page, with a null id.
    """
    args = Arguments(list(reach.args))
    found = narrowing(reach, narrowed, sort, past, args)
    sql = f"""
        SELECT total.count AS total, page.* FROM (SELECT count(*) FROM case_files cf WHERE {found.every}) total
        LEFT JOIN (
            SELECT {columns_of(CaseFile, "cf")}, {columns_of(Debtor, "d", "debtor__")},
                   {unread_sql("cf.id")} AS timeline_unread
            FROM ({found.page(args.add(most))}) cf JOIN debtors d ON d.id = cf.debtor_id
            ORDER BY {found.order}
        ) page ON true
    """
    return sql, args.values


def narrowing(
    reach: Reach, narrowed: CaseFileFilter, sort: CaseFileSort, past: tuple[object, UUID] | None, args: Arguments
) -> Narrowed:
    """The SQL of one page; its values are added to `args`, which hold those of the reach."""
    asked, order = conditions(narrowed, args), _ORDERS[sort]
    direction = "DESC" if order.descending else "ASC"
    of_page = [*asked, _condition(order, past, args)] if past else asked
    return Narrowed(
        " AND ".join([reach.sql, *asked]), f"{order.key} {direction}, cf.id {direction}", reach, tuple(of_page)
    )


def conditions(narrowed: CaseFileFilter, args: Arguments) -> list[str]:
    """The filter as SQL conditions on `cf`."""
    found = []
    if narrowed.search is not None:
        found += search_conditions(narrowed.search, args)
    if narrowed.stages:
        found.append(f"cf.stage = ANY ({args.add([stage.value for stage in narrowed.stages])}::text[])")
    if narrowed.agency_id is not None:
        found.append(f"cf.agency_id = {args.add(narrowed.agency_id)}::uuid")
    if narrowed.creditor_id is not None:
        found.append(f"cf.creditor_id = {args.add(narrowed.creditor_id)}::uuid")
    found += narrowed.assignment.conditions(args)
    if narrowed.badge is not None:
        now, today = f"{args.add(clock.now())}::timestamptz", f"{args.add(clock.today())}::date"
        used = condition(narrowed.badge, now, today)
        # Every value must be used: PostgreSQL cannot tell the type of one that is not.
        found += [used, f"{now} IS NOT NULL", f"{today} IS NOT NULL"]
    return found


def search_conditions(text: str, args: Arguments) -> list[str]:
    """Every word begins a word of the case file's search text: a name, a reference or an invoice number."""
    # search_key leaves letters, digits and spaces only, so there is nothing to escape for LIKE.
    words = search_key(text).split()[:_MOST_WORDS]
    return [f"(' ' || cf.search) LIKE {args.add(f'% {word}%')}" for word in words]


def cursors_of(actor: Actor, sort: CaseFileSort) -> Cursors:
    """The cursors of the list in this order."""
    return Cursors(f"case_files.{sort}", actor.organization_id)


def sorted_by(sort: CaseFileSort) -> str:
    """The column that a sort looks at."""
    return _ORDERS[sort].column


def cursor_of(cursors: Cursors, value: date | int | datetime | str | None, key: UUID) -> str:
    """Where the list continues after the case file of this key, whose value in the column `sorted_by` this is."""
    known = NEVER if value is None else value
    return cursors.of(known.isoformat() if isinstance(known, datetime) else known, key)


def past(cursors: Cursors, sort: CaseFileSort, after: str | None) -> tuple[object, UUID] | None:
    """The sort key that a page continues after. Raises InvalidInput for a foreign cursor."""
    key = cursors.read(after, _READ[_ORDERS[sort].type], UUID)
    return (key[0], key[1]) if key else None


def _condition(order: _Order, past: tuple[object, UUID], args: Arguments) -> str:
    value, identity = past
    than = "<" if order.descending else ">"
    return f"({order.key}, cf.id) {than} ({args.add(value)}::{order.type}, {args.add(identity)}::uuid)"


_READ: dict[str, Callable[[str], object]] = {
    "text::date": lambda day: date.fromisoformat(day).isoformat(),
    "bigint": whole_number,
    "timestamptz": instant,
    "text": str,
}
