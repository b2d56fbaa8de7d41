"""Debtors, case files and their parties for the claims of a placement, set-based."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.casefiles.models import PartyRole, Stage
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.kit.search import search_key, sort_key
from tandem.placements.existing import Placed
from tandem.placements.files import in_thread
from tandem.placements.models import PlacementBatch
from tandem.placements.numbers import next_case_files
from tandem.placements.verdicts import Debtor, PlacedClaim


@dataclass(frozen=True, slots=True)
class CaseOfDebtor:
    """A case file that the placement opens or joins, with the claims that it brings."""

    id: UUID
    agency_id: UUID
    creditor_id: UUID
    mandate_id: UUID
    debtor_id: UUID
    party_id: UUID
    is_new: bool
    debtor: Debtor
    claims: list[PlacedClaim]


async def open_or_join(
    batch: PlacementBatch, debtors: Mapping[str, Debtor], claims: Iterable[PlacedClaim], placed: Placed
) -> list[CaseOfDebtor]:
    """A case file for each debtor: the open one, else a new one with its number, debtor and party.

    `debtors` are those of `claims`, by reference. Needs the open transaction that locked `placed`.
    """
    brought: dict[str, list[PlacedClaim]] = {reference: [] for reference in debtors}
    for claim in claims:
        brought[claim.debtor.reference].append(claim)
    ids = await _debtor_ids(batch, debtors)
    parties = await _parties_of([case_file.id for case_file in placed.case_files.values()])
    cases = []
    for reference, debtor in debtors.items():
        joined = placed.case_files.get(reference)
        cases.append(
            CaseOfDebtor(
                id=joined.id if joined else new_id(),
                agency_id=batch.agency_id,
                creditor_id=batch.creditor_id,
                mandate_id=batch.mandate_id,
                debtor_id=ids[reference],
                party_id=parties[joined.id] if joined else new_id(),
                is_new=joined is None,
                debtor=debtor,
                claims=brought[reference],
            )
        )
    await _write_new(batch, [case for case in cases if case.is_new])
    await _make_findable([case for case in cases if not case.is_new])
    return cases


async def _debtor_ids(batch: PlacementBatch, debtors: Mapping[str, Debtor]) -> dict[str, UUID]:
    """Debtors are the creditor's at this agency, whatever the mandate: some are known from another one."""
    await database.insert_many(
        "debtors",
        {
            "id": "uuid",
            "agency_id": "uuid",
            "creditor_id": "uuid",
            "reference": "text",
            "company_number": "text",
            "name": "text",
            "language": "text",
            "country": "text",
        },
        [
            (
                new_id(),
                batch.agency_id,
                batch.creditor_id,
                debtor.reference,
                debtor.company_number,
                debtor.display_name,
                debtor.language,
                debtor.country,
            )
            # In one order, so that placements under two mandates never wait for each other.
            for _, debtor in sorted(debtors.items())
        ],
        on_conflict="(agency_id, creditor_id, reference) DO NOTHING",
    )
    found = await database.rows(
        "SELECT id, reference FROM debtors WHERE agency_id = $1 AND creditor_id = $2 AND reference = ANY ($3::text[])",
        batch.agency_id,
        batch.creditor_id,
        list(debtors),
    )
    return {row["reference"]: row["id"] for row in found}


async def _parties_of(case_file_ids: list[UUID]) -> dict[UUID, UUID]:
    found = await database.rows(
        f"SELECT case_file_id, id FROM parties WHERE role = '{PartyRole.DEBTOR}' AND case_file_id = ANY ($1::uuid[])",
        case_file_ids,
    )
    return {row["case_file_id"]: row["id"] for row in found}


async def _write_new(batch: PlacementBatch, cases: list[CaseOfDebtor]) -> None:
    now = clock.now()
    references = await next_case_files(batch.agency_id, len(cases))
    numbered = zip(cases, references, strict=True)
    records = await in_thread(lambda: [_case_file(batch, case, reference, now) for case, reference in numbered])
    await database.insert_many("case_files", _CASE_FILE, records)
    await database.insert_many(
        "parties",
        {
            "id": "uuid",
            "agency_id": "uuid",
            "creditor_id": "uuid",
            "case_file_id": "uuid",
            "role": "text",
            "name": "text",
        },
        [
            (case.party_id, case.agency_id, case.creditor_id, case.id, PartyRole.DEBTOR.value, case.debtor.display_name)
            for case in cases
        ],
    )


def _case_file(batch: PlacementBatch, case: CaseOfDebtor, reference: str, now: datetime) -> tuple[object, ...]:
    debtor = case.debtor
    words = [debtor.display_name, reference, debtor.reference, debtor.company_number or "", *_documents(case)]
    return (
        case.id,
        case.agency_id,
        case.creditor_id,
        case.mandate_id,
        batch.portfolio_id,
        batch.id,
        case.debtor_id,
        reference,
        Stage.SUBMITTED.value,
        case.claims[0].amount.currency,
        *_NO_BALANCE,
        now,
        sort_key(debtor.display_name),
        search_key(" ".join(words)),
    )


async def _make_findable(cases: list[CaseOfDebtor]) -> None:
    """A joined case file is found by the numbers of its new claims too."""
    await database.execute(
        "UPDATE case_files SET search = case_files.search || ' ' || added.words "
        "FROM unnest($1::uuid[], $2::text[]) AS added (id, words) WHERE case_files.id = added.id",
        [case.id for case in cases],
        [search_key(" ".join(_documents(case))) for case in cases],
    )


def _documents(case: CaseOfDebtor) -> list[str]:
    return [claim.document_number for claim in case.claims]


# What the ledger's one writer of balances fills in at the end of the transaction.
_BALANCE = ("principal", "interest", "indemnities", "accessories", "paid", "outstanding", "claim_count")
_NO_BALANCE = (0,) * len(_BALANCE)
_CASE_FILE = {
    "id": "uuid",
    "agency_id": "uuid",
    "creditor_id": "uuid",
    "mandate_id": "uuid",
    "portfolio_id": "uuid",
    "batch_id": "uuid",
    "debtor_id": "uuid",
    "reference": "text",
    "stage": "text",
    "currency": "text",
    **dict.fromkeys(_BALANCE, "bigint"),
    "placed_at": "timestamptz",
    "name_sort": "text",
    "search": "text",
}
