"""What is placed already under a mandate: claims by identity, and the open case file of each debtor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.kit import database
from tandem.kit.hydration import columns_of, hydrated
from tandem.kit.money import Money
from tandem.placements.dry_run import Existing, company_key

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """Open case files by debtor reference, and claims (of closed case files too) by reference and document number."""

    case_files: Mapping[str, CaseFile]
    claims: Mapping[Identity, Money]
    # The agency that works an invoice, by (reference or company key, document number).
    elsewhere: Mapping[Identity, str]

    def for_dry_run(self) -> Existing:
        """As the dry run wants it."""
        currencies = {reference: case_file.currency for reference, case_file in self.case_files.items()}
        return Existing(frozenset(self.case_files), self.claims, currencies, self.elsewhere)


async def placed_under(mandate_id: UUID, document_numbers: Sequence[str]) -> Placed:
    """What is there, as far as a file with these documents can meet it."""
    return Placed(
        await open_case_files(mandate_id),
        await _claims(mandate_id, document_numbers),
        await _elsewhere(mandate_id, document_numbers),
    )


async def placed_and_locked(mandate_id: UUID, references: Sequence[str], document_numbers: Sequence[str]) -> Placed:
    """The same for these debtors, their case files locked in the order of their ids, until the commit.

    Another placement under this mandate waits until then.
    """
    await database.rows("SELECT id FROM mandates WHERE id = $1 FOR NO KEY UPDATE", mandate_id)
    found = await database.rows(
        "SELECT cf.id FROM case_files cf JOIN debtors d ON d.id = cf.debtor_id WHERE cf.mandate_id = $1 "
        "AND d.reference = ANY ($2::text[]) AND cf.stage <> 'closed' ORDER BY cf.id FOR UPDATE OF cf",
        mandate_id,
        list(references),
    )
    # The same invoices placed with another agency in this instant: that placement, too, comes wholly before or after.
    await database.rows(
        "SELECT pg_advisory_xact_lock(hashtextextended('tandem.invoices ' || creditor_id::text, 0)) "
        "FROM mandates WHERE id = $1",
        mandate_id,
    )
    # Read after the locks: what was written while we waited for them is seen.
    case_files = await open_case_files(mandate_id, [row["id"] for row in found])
    return Placed(
        case_files, await _claims(mandate_id, document_numbers), await _elsewhere(mandate_id, document_numbers)
    )


async def open_case_files(mandate_id: UUID, only: Sequence[UUID] | None = None) -> dict[str, CaseFile]:
    """Open case files of a mandate by their debtor's reference."""
    found = await database.rows(
        f"SELECT {columns_of(CaseFile, 'cf')}, d.reference AS debtor_reference FROM case_files cf "
        "JOIN debtors d ON d.id = cf.debtor_id WHERE cf.mandate_id = $1 AND cf.stage <> 'closed' "
        "AND ($2::uuid[] IS NULL OR cf.id = ANY ($2))",
        mandate_id,
        only,
    )
    return {row["debtor_reference"]: hydrated(CaseFile, row) for row in found}


async def _claims(mandate_id: UUID, document_numbers: Sequence[str]) -> dict[Identity, Money]:
    found = await database.rows(
        "SELECT d.reference, c.document_number, c.principal, c.currency FROM claims c "
        "JOIN debtors d ON d.id = c.debtor_id WHERE c.mandate_id = $1 AND c.document_number = ANY ($2::text[])",
        mandate_id,
        list(document_numbers),
    )
    return {(row["reference"], row["document_number"]): Money(row["principal"], row["currency"]) for row in found}


async def _elsewhere(mandate_id: UUID, document_numbers: Sequence[str]) -> dict[Identity, str]:
    """What another agency works of these documents: the creditor, who acts, sees all of its own."""
    found = await database.rows(
        "SELECT d.reference, d.company_number, c.document_number, o.name FROM mandates m "
        "JOIN claims c ON c.creditor_id = m.creditor_id AND c.agency_id <> m.agency_id "
        "JOIN case_files cf ON cf.id = c.case_file_id AND cf.stage <> 'closed' "
        "JOIN debtors d ON d.id = c.debtor_id JOIN organizations o ON o.id = c.agency_id "
        "WHERE m.id = $1 AND c.document_number = ANY ($2::text[])",
        mandate_id,
        list(document_numbers),
    )
    told = {(company_key(row["company_number"]), row["document_number"]): row["name"] for row in found}
    told |= {(row["reference"], row["document_number"]): row["name"] for row in found}
    return {key: agency for key, agency in told.items() if key[0]}
