"""Reads of case files: one list, one look-up, and what hangs on many case files, one statement each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from tandem.casefiles import access, listing
from tandem.casefiles.badges import badges_by_case_file
from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.models import CaseFile, Claim, ContactPoint, Debtor, Document, Hold, Party
from tandem.casefiles.publishing import PublicationState
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.hydration import columns_of, hydrated
from tandem.kit.pagination import Page, page_of, page_size
from tandem.organizations.access import mine, side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

__all__ = [
    "Part",
    "PartyOnFile",
    "ReachablePoint",
    "badges_by_case_file",
    "case_file_by_id",
    "case_file_id_of",
    "case_file_id_of_debtor",
    "case_files_by_id",
    "case_files_for",
    "claims_by_case_file",
    "documents_by_case_file",
    "holds_by_case_file",
    "parties_by_case_file",
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
    """A page of the actor's case files, each with its debtor, and the number of all that the filter leaves."""
    authorize(actor, side_of(actor), Permission.CASE_FILE_READ)
    cursors = listing.cursors_of(actor, sort)
    past = listing.past(cursors, sort, after)
    sql, args = listing.statement(access.reach(actor), narrowed, sort, past, page_size(first) + 1)
    async with reading(actor):
        rows = await database.rows(sql, *args)
    found = [with_debtor(row) for row in rows if row["id"] is not None]
    return page_of(found, first, lambda case_file: listing.cursor_of(cursors, sort, case_file), rows[0]["total"])


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


class Part(StrEnum):
    """What hangs on a case file and has an identifier of its own; the value is its table."""

    CLAIM = "claims"
    CONTACT_POINT = "contact_points"
    DOCUMENT = "documents"
    HOLD = "holds"
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


async def claims_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Claim]]:
    """The claims of case files already reached, oldest due first."""
    found: dict[UUID, list[Claim]] = {case_file_id: [] for case_file_id in case_file_ids}
    async with reading(actor):
        for claim in await Claim.filter(mine(actor), case_file_id__in=list(found)).order_by("due_on", "id"):
            found[claim.case_file_id].append(claim)
    return found


async def holds_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Hold]]:
    """What stops case files already reached: holds neither released nor run out, oldest first."""
    found: dict[UUID, list[Hold]] = {case_file_id: [] for case_file_id in case_file_ids}
    now = clock.now()
    async with reading(actor):
        open_holds = Hold.filter(mine(actor), case_file_id__in=list(found), released_at=None)
        for hold in await open_holds.order_by("since", "id"):
            if hold.until is None or hold.until > now:
                found[hold.case_file_id].append(hold)
    return found


async def documents_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Document]]:
    """The files of case files already reached, newest first, without those that were taken back."""
    found: dict[UUID, list[Document]] = {case_file_id: [] for case_file_id in case_file_ids}
    async with reading(actor):
        kept = Document.filter(mine(actor), case_file_id__in=list(found))
        documents = kept.exclude(state=PublicationState.WITHDRAWN)
        for document in await documents.order_by("-created_at", "-id"):
            found[document.case_file_id].append(document)
    return found


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
            party.contact_points.append(ReachablePoint(point, tuple(row["opted_out"] or ())))
    return found


def _parties(reach: access.Reach) -> str:
    refused = "NULL::text[]"
    dead = "NULL::timestamptz AS dead_at, NULL::text AS dead_reason"
    if reach.relation is Relation.AGENCY:
        # An address found dead on another client's case file: the agency knows it, no creditor learns of it.
        first = (
            "(SELECT q.{} FROM contact_points q WHERE q.agency_id = $1 AND q.value = cp.value "
            "AND q.invalid_at IS NOT NULL ORDER BY q.invalid_at, q.id LIMIT 1)"
        )
        dead = f"{first.format('invalid_at')} AS dead_at, {first.format('invalid_reason')} AS dead_reason"
        refused = (
            "(SELECT array_agg(o.channel::text ORDER BY o.channel) FROM opt_outs o "
            "WHERE o.agency_id = $1 AND o.address = cp.value AND o.lifted_at IS NULL)"
        )
    return (
        f"SELECT {columns_of(Party, 'p')}, {columns_of(ContactPoint, 'cp', 'point__')}, {refused} AS opted_out, {dead} "
        "FROM case_files cf JOIN parties p ON p.case_file_id = cf.id "
        "LEFT JOIN contact_points cp ON cp.party_id = p.id AND cp.invalid_reason IS DISTINCT FROM 'erased' "
        f"WHERE {reach.sql} AND cf.id = ANY ($2::uuid[]) "
        "ORDER BY p.role <> 'debtor', p.id, cp.created_at, cp.id"
    )
