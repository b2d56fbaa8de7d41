"""Whose each row is: read from the rows alone, by rules written here and not from the product's.

A row belongs to organizations, and when it hangs on a case file, to those of their people who reach that case file.
The rules are about columns, so that a new table has its owners at once; one without such columns fails the walk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from tandem.entrypoints.demo import cast_id
from tests.walk.people import Reader

Row = Mapping[str, Any]
# Rows that the web role cannot read, which `test_plain_selects.py` asks the database, or that say nothing of anybody.
# `told_…` are sums for banks, which the owner alone reads.
MACHINERY = {
    "bank_pseudonyms",
    "placement_staging",
    "provider_events",
    "sign_in_counters",
    "timeline_anchors",
}
# Made for the organization that asked, not for its group.
OF_WHO_ASKED = {"evidence_bundles"}
# What counts everybody's case files is for nobody who is held to some of them.
OF_THE_WHOLE_AGENCY = {
    "inbound_messages",
    "placement_batches",
    "print_run_letters",
    "print_run_printings",
    "print_runs",
}
# Written for one side until it is recorded for both.
UNPUBLISHED = {"publishing", "withdrawn"}
PLACED = {"submitted", "accepted"}


# An expression for the primary key of a table's rows.
PLACE = """SELECT 'jsonb_build_array(' || string_agg(quote_ident(attname), ', ' ORDER BY attnum) || ')::text'
FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
WHERE indisprimary AND indrelid = to_regclass($1)"""


@dataclass
class Owned:
    """One row, the organizations it may be shown to, and its case file."""

    table: str
    row: Row
    organizations: set[UUID]
    case_file_id: UUID | None = None
    # Its primary key, as the database writes it.
    place: str = ""

    @property
    def key(self) -> UUID | None:
        """By which answers name it."""
        key: UUID | None = self.row.get("id") or self.row.get("event_id")
        return key


@dataclass
class Everything:
    """All rows there are."""

    rows: list[Owned] = field(default_factory=list)
    by_table: dict[str, list[Owned]] = field(default_factory=dict)
    entities: dict[UUID, set[UUID]] = field(default_factory=dict)
    cases: dict[UUID, Row] = field(default_factory=dict)
    by_key: dict[str, Owned] = field(default_factory=dict)

    def may_know(self, reader: Reader, owned: Owned) -> bool:
        """Whether a row may be shown to a reader at all; which of its fields is another question."""
        if not reader.is_signed_in:
            return False
        own = cast_id(reader.organization)
        is_wide = reader.kind == "creditor" and owned.table not in OF_WHO_ASKED
        mine = {own} | (self.entities[own] if is_wide else set())
        if not mine & owned.organizations:
            return False
        if reader.team is None:
            return True
        if owned.table in OF_THE_WHOLE_AGENCY:
            return False
        case = self.cases.get(owned.case_file_id) if owned.case_file_id else None
        if case is None or own != case["agency_id"]:
            return True
        return case["team_id"] == reader.team or case["assignee_id"] == reader.membership_id


async def everything(owner: asyncpg.Connection) -> Everything:
    """Read every table as the owner. Raises AssertionError for one whose rows belong to nobody that is known here."""
    tables = [
        name
        for (name,) in await owner.fetch(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
            "AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        if not name.startswith(("tortoise", "told_")) and name not in MACHINERY
    ]
    places = {name: await owner.fetchval(PLACE, name) for name in tables}
    found = {
        name: [dict(row) for row in await owner.fetch(f'SELECT *, {places[name]} AS place FROM "{name}"')]
        for name in tables
    }
    # Those on their way are the worker's alone.
    found["outbox"] = [row for row in found["outbox"] if row["failed_at"] and not row["done_at"]]
    world = Everything()
    world.cases = {row["id"]: row for row in found["case_files"]}
    below = {row["id"]: row["parent_id"] for row in found["organizations"]}
    world.entities = {key: {one for one, parent in below.items() if parent == key} for key in below}
    for name, rows in found.items():
        for row in rows:
            owned = Owned(name, row, _owners(name, row, found), _case_of(name, row, found), row["place"])
            world.rows.append(owned)
            world.by_table.setdefault(name, []).append(owned)
            if owned.key:
                world.by_key.setdefault(str(owned.key), owned)
    return world


def _case_of(table: str, row: Row, found: Mapping[str, list[Row]]) -> UUID | None:
    if table == "timeline_keys":  # sealed, and the same for all of a person's case files under a mandate
        return None
    if table == "opt_outs_altogether":  # of a person for the whole agency, as each opt-out: whoever ends it ends all
        return None
    if table == "case_files":
        key: UUID = row["id"]
        return key
    if row.get("case_file_id"):
        case: UUID = row["case_file_id"]
        return case
    for column, parents in (("note_id", "notes"), ("payment_id", "payments"), ("attempt_id", "contact_attempts")):
        if row.get(column):
            return next((one["case_file_id"] for one in found[parents] if one["id"] == row[column]), None)
    if row.get("debtor_id") or table == "debtors":
        debtor = row["id"] if table == "debtors" else row["debtor_id"]
        return next((one["id"] for one in found["case_files"] if one["debtor_id"] == debtor), None)
    return None


def _owners(table: str, row: Row, found: Mapping[str, list[Row]]) -> set[UUID]:
    if table == "timeline_anchored":
        heads = found["timeline_heads"]
        key = (row["case_file_id"], row["chain"])
        return next(
            (_owners("timeline_heads", one, found) for one in heads if (one["case_file_id"], one["chain"]) == key),
            set(),
        )
    if table in _SPECIAL:
        return _SPECIAL[table](row, found)
    if row.get("state") in UNPUBLISHED and row.get("author_organization_id"):
        return {row["author_organization_id"]}
    if row.get("chain") in ("agency", "creditor"):
        return {row[f"{row['chain']}_id"]}
    # One side's own row about a case that both have, or whatever belongs to one organization.
    if row.get("organization_id"):
        return {row["organization_id"]}
    owners = {row[column] for column in ("agency_id", "creditor_id", "bank_id") if row.get(column)}
    if owners:
        return owners
    if row.get("person_id"):
        return _of_person({"id": row["person_id"]}, found)
    if row.get("membership_id"):
        return {one["organization_id"] for one in found["memberships"] if one["id"] == row["membership_id"]}
    raise AssertionError(f"whose are the rows of {table}? Say it in tests/walk/owning.py: a rule, or MACHINERY")


# Banks for creditors, who grant one; agencies for the operator, who hands nobody's message to one.
_LISTED = {("bank", "creditor"), ("agency", "operator")}


def _acquainted(row: Row, found: Mapping[str, list[Row]]) -> set[UUID]:
    """Itself, those it has a mandate or a grant with, its group, all below it; those whom others choose from a list."""
    key, owners = row["id"], {row["id"]}
    for other in (*found["mandates"], *found["bank_grants"]):
        parties = {other[column] for column in ("agency_id", "creditor_id", "bank_id") if other.get(column)}
        if key in parties:
            owners |= parties
    parents = {one["id"]: one["parent_id"] for one in found["organizations"]}
    for other in found["organizations"]:
        if key in _above(other["id"], parents) or other["id"] == row["parent_id"]:
            owners.add(other["id"])
        if (row["kind"], other["kind"]) in _LISTED:
            owners.add(other["id"])
    # What a group's entities are acquainted with, the group is.
    return owners | {one["parent_id"] for one in found["organizations"] if one["id"] in owners and one["parent_id"]}


def _above(key: UUID, parents: Mapping[UUID, UUID | None]) -> set[UUID]:
    above: set[UUID] = set()
    group = parents[key]
    while group is not None:
        above.add(group)
        group = parents[group]
    return above


def _of_person(row: Row, found: Mapping[str, list[Row]]) -> set[UUID]:
    return {one["organization_id"] for one in found["memberships"] if one["person_id"] == row["id"]}


def _of_batch(row: Row, _: Mapping[str, list[Row]]) -> set[UUID]:
    return {row["creditor_id"]} | ({row["agency_id"]} if row["state"] in PLACED else set())


def _of_member(row: Row, found: Mapping[str, list[Row]]) -> set[UUID]:
    """A bank's people are told to the creditors that they look at, and to those creditors' groups."""
    own: UUID = row["organization_id"]
    told = {one["creditor_id"] for one in found["bank_grants"] if one["bank_id"] == own}
    return {own} | told | {one["parent_id"] for one in found["organizations"] if one["id"] in told and one["parent_id"]}


def _of_counter(row: Row, found: Mapping[str, list[Row]]) -> set[UUID]:
    """A creditor's placement numbers its batches and case files at the agency that will work them."""
    agency: UUID = row["agency_id"]
    return {agency} | {one["creditor_id"] for one in found["mandates"] if one["agency_id"] == agency}


def _of_sign_in(row: Row, found: Mapping[str, list[Row]]) -> set[UUID]:
    """Of whom its member is told: a creditor's audit log names the banker who looked, and through which sign-in."""
    return next(_of_member(one, found) for one in found["memberships"] if one["id"] == row["membership_id"])


def _of_given_up(row: Row, found: Mapping[str, list[Row]]) -> set[UUID]:
    """The operator sees all of them."""
    return {row["organization_id"]} | {one["id"] for one in found["organizations"] if one["kind"] == "operator"}


_SPECIAL = {
    "outbox": _of_given_up,
    "sessions": _of_sign_in,
    "counters": _of_counter,
    "memberships": _of_member,
    "organizations": _acquainted,
    "people": _of_person,
    "placement_batches": _of_batch,
    "erasures": lambda row, _: {row["agency_id"], row["creditor_id"]},
    "erasure_files": lambda row, found: next(
        {one["agency_id"], one["creditor_id"]} for one in found["erasures"] if one["id"] == row["erasure_id"]
    ),
    "note_revisions": lambda row, found: next(
        _owners("notes", one, found) for one in found["notes"] if one["id"] == row["note_id"]
    ),
    "opt_outs": lambda row, _: {row["agency_id"]},
    "opt_outs_altogether": lambda row, _: {row["agency_id"]},
    "retention_overrides": lambda row, _: {row["agency_id"]},
    "call_recordings": lambda row, _: {row["agency_id"]},
    "consent_entries": lambda row, _: {row["agency_id"]},
    "contact_preferences": lambda row, _: {row["agency_id"]},
    "letter_handovers": lambda row, _: {row["agency_id"]},
    "letter_steps": lambda row, _: {row["agency_id"]},
    "print_run_letters": lambda row, _: {row["agency_id"]},
    "ways_out": lambda row, _: {row["agency_id"]},
    "suppression_readings": lambda row, _: {row["agency_id"]},
    "delivery_reports": lambda row, _: {row["agency_id"], row["creditor_id"]},
}
