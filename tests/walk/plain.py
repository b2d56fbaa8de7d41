"""Who sees what, decided row by row over plain dictionaries: the model that the API is compared with.

Written apart from the product: it knows the rows as the database's owner reads them and the lines of the policy table
(`policy.py`), and imports neither the product's `access` modules nor its compiled policies.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple
from uuid import UUID

from tests.walk.policy import Allowed, allowed

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
KINDS = {
    "agency": ("collector", "agency_manager", "agency_administrator", "compliance_officer"),
    "creditor": ("creditor_member", "creditor_administrator"),
    "bank": ("banker",),
}

# What an organization can give only together with another: who decides about reach is not confined by it.
_NEVER_WITHOUT = {"team:write": "case_file:reach_all"}
# The lines of the table, read once.
built_in = cache(allowed)


class Refused(Exception):
    """A field that may not be shown and that the schema knows no null for."""


class Shown(NamedTuple):
    """How the API shows one field of a row: what must be readable, and the value or the rows behind it."""

    of: Callable[["Reader", Row, Mapping[str, Any]], Any]
    needs: str = ""
    type: str = ""
    nullable: bool = False


@dataclass(frozen=True)
class Asked:
    """One field of a selection, or with `on` a fragment for events of one kind."""

    name: str
    below: tuple["Asked", ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)
    on: str = ""


@dataclass
class Model:
    """The rows of all tables and the instant of asking; rows that hang on a case file are found by it."""

    tables: Tables
    now: datetime
    today: date
    # As the database has it, or later.
    late: date
    _by: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)

    def of(self, table: str, column: str, value: Any) -> list[Row]:
        """The rows of a table whose column has this value."""
        if (table, column) not in self._by:
            found = self._by[table, column] = defaultdict(list)
            for row in self.tables[table]:
                found[row[column]].append(row)
        return self._by[table, column].get(value, [])

    def one(self, table: str, key: Any) -> Row | None:
        """The row of this id."""
        return next(iter(self.of(table, "id", key)), None)

    def below(self, organization: Row) -> set[UUID]:
        """An organization and all that is below it."""
        found, waiting = set(), [organization["id"]]
        while waiting:
            key = waiting.pop()
            found.add(key)
            waiting += [one["id"] for one in self.of("organizations", "parent_id", key)]
        return found


@dataclass
class Reader:
    """One member, and what they may know of the rows."""

    model: Model
    member: Row

    @cached_property
    def organization(self) -> Row:
        """Whose member it is."""
        found = self.model.one("organizations", self.member["organization_id"])
        assert found is not None
        return found

    @property
    def own(self) -> UUID:
        """The key of the organization."""
        key: UUID = self.organization["id"]
        return key

    @cached_property
    def creditors(self) -> set[UUID]:
        """The organization and all that is below it."""
        return self.model.below(self.organization)

    @cached_property
    def side(self) -> str:
        """How the organization stands to rows about a case: agency, creditor, group, or not at all."""
        if self.organization["kind"] not in ("agency", "creditor"):
            return "none"
        return "group" if len(self.creditors) > 1 else str(self.organization["kind"])

    @cached_property
    def allowed(self) -> Allowed:
        """(relation, permission) of the built-in role, or of the composed one that holds instead."""
        role = self.member["composed_role_id"]
        if role is None:
            return built_in(self.member["role"])
        return given(self.model, role, self.organization["kind"])

    def may(self, permission: str, relation: str = "") -> bool:
        """Whether the policy table allows it, of rows about a case unless another relation is named."""
        return (relation or self.side, permission) in self.allowed

    @cached_property
    def is_confined(self) -> bool:
        """Whether only a part of the agency's case files is reached."""
        agency = self.organization["kind"] == "agency"
        return agency and self.organization["case_scope"] != "all" and not self.may("case_file:reach_all", "agency")

    @cached_property
    def teams(self) -> set[UUID]:
        """Those that the member is in."""
        return {one["team_id"] for one in self.model.of("team_members", "membership_id", self.member["id"])}

    def reaches(self, case_file: Row) -> bool:
        """Whether the case file is the member's to see, whatever of it."""
        if self.organization["kind"] == "creditor":
            return case_file["creditor_id"] in self.creditors
        if self.organization["kind"] != "agency" or case_file["agency_id"] != self.own:
            return False
        if not self.is_confined or case_file["assignee_id"] == self.member["id"]:
            return True
        return bool(self.organization["case_scope"] == "team" and case_file["team_id"] in self.teams)

    def is_mine(self, row: Row) -> bool:
        """Whether a row about a case is of the member's side: of their agency, or of a creditor of theirs."""
        if self.organization["kind"] == "agency":
            return row.get("agency_id") == self.own
        return self.organization["kind"] == "creditor" and row["creditor_id"] in self.creditors

    def is_told(self, row: Row) -> bool:
        """Whether a row of one chain is for the member's side."""
        return row["chain"] in ("parties", "agency" if self.organization["kind"] == "agency" else "creditor")

    def parts(self, table: str, case_file: Row) -> list[Row]:
        """The rows that hang on a case file in reach."""
        return self.model.of(table, "case_file_id", case_file["id"])

    def shown(self, type_: str, row: Row, asked: Iterable[Asked], types: "Types") -> dict[str, Any]:
        """What the API answers of a row. Raises Refused."""
        found: dict[str, Any] = {}
        for one in asked:
            if one.on:
                found |= self.shown(one.on, row, one.below, types) if kind_of(row) == one.on else {}
            else:
                found[one.name] = self._field(type_, row, one, types)
        return found

    def _field(self, type_: str, row: Row, one: Asked, types: "Types") -> Any:
        shown = types[type_][one.name]
        try:
            if shown.needs and not types.sees(self, type_, row, shown.needs):
                raise Refused
            value = shown.of(self, row, one.arguments)
            if not shown.type or value is None:
                return wire(value)
            if isinstance(value, list):
                return [self.shown(shown.type, each, one.below, types) for each in value]
            return self.shown(shown.type, value, one.below, types)
        except Refused:
            if shown.nullable:
                return None
            raise


class Types(dict[str, dict[str, Shown]]):
    """The fields of each type; `relations` says for which types the relation is not that of rows about a case."""

    def __init__(self, *parts: Mapping[str, dict[str, Shown]]) -> None:
        super().__init__({name: fields for part in parts for name, fields in part.items()})
        self.relations: dict[str, Callable[[Reader, Row], str]] = {}
        self.hides: dict[str, Callable[[Reader, Row], bool]] = {}
        # One's own membership: everybody sees who they are signed in as.
        self.always: set[str] = set()

    def sees(self, reader: Reader, type_: str, row: Row, needs: str) -> bool:
        """Whether the reader may read all these resources of the row."""
        if type_ in self.always:
            return True
        relation = self.relations[type_](reader, row) if type_ in self.relations else reader.side
        hidden = type_ in self.hides and self.hides[type_](reader, row)
        return not hidden and all(reader.may(f"{one}:read", relation) for one in needs.split())


def given(model: Model, role: UUID, kind: str) -> Allowed:
    """What a composed role allows: its rules below the ceiling of its kind of organization."""
    ceiling = frozenset().union(*(built_in(one) for one in KINDS[kind]))
    kept = {(one["relation"], one["permission"]) for one in model.of("role_rules", "role_id", role)} & ceiling
    return frozenset((of, one) for of, one in kept if (of, _NEVER_WITHOUT.get(one, one)) in kept)


class Anything:
    """Stands for a value that is there and that this model does not make up: a sentence, a signed address."""

    def __eq__(self, other: object) -> bool:
        return other is not None

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "anything"


ANYTHING = Anything()


def wire(value: Any) -> Any:
    """A value as JSON shows it."""
    if isinstance(value, list):
        return [wire(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def kind_of(row: Row) -> str:
    """The type of an event: `note_written` is shown as `NoteWritten`."""
    return "".join(word.capitalize() for word in row["kind"].split("_"))
