"""Reads of case files: one list, one look-up, and what hangs on many case files, one statement each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from tandem.casefiles import access, listing
from tandem.casefiles.badges import badges_by_case_file
from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.models import CaseFile, Claim, ContactPlace, ContactPoint, Debtor, Document, Hold, Party
from tandem.casefiles.parts import Parts, parts_by_case_file
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.hydration import columns_of, hydrated
from tandem.kit.pagination import Page, page_of, page_size
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

__all__ = [
    "CLAIMS",
    "CONTACT_POINTS",
    "DOCUMENTS",
    "HOLDS",
    "PARTIES",
    "Part",
    "PartyOnFile",
    "ReachablePoint",
    "badges_by_case_file",
    "case_file_by_id",
    "case_file_id_of",
    "case_file_id_of_debtor",
    "case_file_ids_of",
    "case_files_by_id",
    "case_files_for",
    "claims_by_case_file",
    "dead_sql",
    "documents_by_case_file",
    "holds_by_case_file",
    "parties_by_case_file",
    "refused_sql",
]


@dataclass(frozen=True, slots=True)
class ReachablePoint:
    """A contact point and the channels by which the person refused to be reached there; creditors never see those."""

    point: ContactPoint
    opted_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyOnFile:
    """A party of a case file with its contact points, oldest first."""

    party: Party
    contact_points: list[ReachablePoint] = field(default_factory=list)


async def case_files_for(
    actor: Actor, narrowed: CaseFileFilter, sort: CaseFileSort, first: int, after: str | None
) -> Page[CaseFile]:
    """A page of the actor's case files, each with its debtor, and the number of all that the filter leaves.

    Raises NotPermitted, and InvalidInput for a foreign cursor.
    """
    authorize(actor, side_of(actor), Permission.CASE_FILE_READ)
    listing.require_identity(actor, narrowed.search, sort)
    cursors = listing.cursors_of(actor, sort)
    past = listing.past(cursors, sort, after)
    sql, args = listing.statement(access.reach(actor), narrowed, sort, past, page_size(first) + 1)
    async with reading(actor):
        rows = await database.rows(sql, *args)
    found = [with_debtor(row) for row in rows if row["id"] is not None]
    column = listing.sorted_by(sort)
    return page_of(
        found,
        first,
        lambda case_file: listing.cursor_of(cursors, getattr(case_file, column), case_file.id),
        rows[0]["total"],
    )


async def case_file_by_id(actor: Actor, case_file_id: UUID) -> CaseFile | None:
    """One case file with its debtor; None outside the actor's reach."""
    return (await case_files_by_id(actor, [case_file_id])).get(case_file_id)


async def case_files_by_id(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, CaseFile]:
    """Those of the case files that are in the actor's reach, each with its debtor."""
    reach = access.reach(actor)
    if not may(actor, reach.relation, Permission.CASE_FILE_READ):
        return {}
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {columns_of(CaseFile, 'cf')}, {columns_of(Debtor, 'd', 'debtor__')} "
            f"FROM case_files cf JOIN debtors d ON d.id = cf.debtor_id WHERE {reach.sql} AND cf.id = ANY ($2::uuid[])",
            *reach.args,
            list(case_file_ids),
        )
    return {row["id"]: with_debtor(row) for row in rows}


async def case_file_ids_of(actor: Actor) -> frozenset[UUID]:
    """All case files in the actor's reach: for a confined collector, who has hundreds and not a portfolio."""
    reach = access.reach(actor)
    async with reading(actor):
        rows = await database.rows(f"SELECT cf.id FROM case_files cf WHERE {reach.sql}", *reach.args)
    return frozenset(row["id"] for row in rows)


class Part(StrEnum):
    """What hangs on a case file and has an identifier of its own; the value is its table."""

    CLAIM = "claims"
    CONTACT_POINT = "contact_points"
    DOCUMENT = "documents"
    HOLD = "holds"
    INTERRUPTION = "claim_interruptions"
    PARTY = "parties"
    PAYMENT = "payments"


async def case_file_id_of(actor: Actor, part: Part, part_id: UUID) -> UUID | None:
    """The case file that a part hangs on; None outside the actor's reach."""
    return await _case_file_id(actor, f"JOIN {part.value} part ON part.case_file_id = cf.id", part_id)


async def case_file_id_of_debtor(actor: Actor, debtor_id: UUID) -> UUID | None:
    """The debtor's newest case file in the actor's reach."""
    return await _case_file_id(actor, "JOIN debtors part ON part.id = cf.debtor_id", debtor_id)


async def _case_file_id(actor: Actor, join: str, part_id: UUID) -> UUID | None:
    reach = access.reach(actor)
    async with reading(actor):
        row = await database.row(
            f"SELECT cf.id FROM case_files cf {join} WHERE {reach.sql} AND part.id = $2 ORDER BY cf.id DESC LIMIT 1",
            *reach.args,
            part_id,
        )
    return row["id"] if row else None


def with_debtor(row: dict[str, Any]) -> CaseFile:
    """A case file and its debtor from a row that carries both, and what is unread of it where the row says so."""
    case_file = hydrated(CaseFile, row)
    case_file.debtor = hydrated(Debtor, row, "debtor__")
    case_file.timeline_unread = row.get("timeline_unread", ...)
    return case_file


CLAIMS = Parts("claims", order="{row}.due_on, {row}.id")
# Neither released nor run out.
HOLDS = Parts(
    "holds", "{row}.since, {row}.id", "{row}.released_at IS NULL AND ({row}.until IS NULL OR {row}.until > {now})"
)
# Without those that were taken back.
DOCUMENTS = Parts("documents", "{row}.created_at DESC, {row}.id DESC", "{row}.state <> 'withdrawn'")
PARTIES = Parts("parties", "{row}.role <> 'debtor', {row}.id")
# Of an erased person nothing is left to show.
CONTACT_POINTS = Parts(
    "contact_points", "{row}.created_at, {row}.id", "{row}.invalid_reason IS DISTINCT FROM 'erased'", key="party_id"
)


async def claims_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Claim]]:
    """The claims of case files in the actor's reach, oldest due first."""
    return await parts_by_case_file(actor, Claim, CLAIMS, case_file_ids)


async def holds_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Hold]]:
    """What stops case files in the actor's reach: holds neither released nor run out, oldest first."""
    return await parts_by_case_file(actor, Hold, HOLDS, case_file_ids)


async def documents_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Document]]:
    """The files of case files in the actor's reach, newest first, without those that were taken back."""
    return await parts_by_case_file(actor, Document, DOCUMENTS, case_file_ids)


async def parties_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[PartyOnFile]]:
    """The parties of case files in the actor's reach, the debtor first, with their contact points.

    Opt-outs are read for agencies only: no creditor may learn that a person refused another creditor's calls.
    """
    found: dict[UUID, list[PartyOnFile]] = {case_file_id: [] for case_file_id in case_file_ids}
    reach = access.reach(actor)
    async with reading(actor):
        rows = await database.rows(_parties(reach), *reach.args, list(found))
    by_party: dict[UUID, PartyOnFile] = {}
    for row in rows:
        party = by_party.get(row["id"])
        if party is None:
            party = by_party[row["id"]] = PartyOnFile(hydrated(Party, row))
            found[row["case_file_id"]].append(party)
        if row["point__id"] is not None:
            point = hydrated(ContactPoint, row, "point__")
            if point.invalid_at is None and row["dead_at"] is not None:
                point.invalid_at, point.invalid_reason = row["dead_at"], row["dead_reason"]
            point.place = ContactPlace(row["place_said"])
            if point.texts_end_at is None and row["no_texts_at"] is not None:
                point.texts_end_at, point.texts_end_reason = row["no_texts_at"], row["no_texts_reason"]
            party.contact_points.append(ReachablePoint(point, tuple(row["opted_out"] or ())))
    return found


# An address found dead on another client's case file: the agency knows it, no creditor learns of it.
_DEAD = "(SELECT dead.{column} FROM door_found_dead({row}.value) dead)"
_REFUSED = (
    "(SELECT array_agg(o.channel::text ORDER BY o.channel) FROM opt_outs o "
    "WHERE o.agency_id = {agency} AND o.address = {row}.value AND o.lifted_at IS NULL)"
)


def dead_sql(relation: Relation, row: str, column: str) -> str:
    """SQL for when or why a contact point ended, or its texts, as found anywhere by the agency; else NULL."""
    return _DEAD.format(row=row, column=column) if relation is Relation.AGENCY else "NULL"


def place_sql(relation: Relation, row: str) -> str:
    """SQL for where a contact point reaches somebody: to the agency as said last on whichever case file, else here."""
    return f"door_place_of({row}.value)" if relation is Relation.AGENCY else f"{row}.place"


def refused_sql(relation: Relation, row: str, agency: str) -> str:
    """SQL for the channels refused at a contact point's address, as text[]; NULL for none and for creditors."""
    return _REFUSED.format(row=row, agency=agency) if relation is Relation.AGENCY else "NULL::text[]"


def _parties(reach: access.Reach) -> str:
    ended = ("invalid_at", "invalid_reason", "texts_end_at", "texts_end_reason")
    dead = [dead_sql(reach.relation, "cp", column) for column in ended]
    return (
        f"SELECT {columns_of(Party, 'p')}, {columns_of(ContactPoint, 'cp', 'point__')}, "
        f"{refused_sql(reach.relation, 'cp', '$1')} AS opted_out, "
        f"{dead[0]}::timestamptz AS dead_at, {dead[1]}::text AS dead_reason, "
        f"{place_sql(reach.relation, 'cp')} AS place_said, "
        f"{dead[2]}::timestamptz AS no_texts_at, {dead[3]}::text AS no_texts_reason "
        f"FROM case_files cf JOIN {PARTIES.table} p ON p.{PARTIES.key} = cf.id "
        f"LEFT JOIN {CONTACT_POINTS.table} cp ON cp.{CONTACT_POINTS.key} = p.id "
        f"AND {CONTACT_POINTS.condition.format(row='cp')} "
        f"WHERE {reach.sql} AND cf.id = ANY ($2::uuid[]) "
        f"ORDER BY {PARTIES.ordered('p')}, {CONTACT_POINTS.ordered('cp')}"
    )
