"""The one writer of balance columns: what claims and case files owe follows from claims and allocations.

Called in the transaction of the fact: a payment or its reversal here, new claims by placement. `ledger.verify` looks
for differences.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tandem.casefiles.limitation import last_day_of, law_of
from tandem.casefiles.models import ClaimNature, Segment
from tandem.kit import database


async def refresh(case_file_id: UUID) -> None:
    """Write the balance of one case file, locked by the caller."""
    await refresh_many([case_file_id])


async def refresh_many(case_file_ids: Iterable[UUID]) -> None:
    """Write the balances of many case files, locked or made by the caller, in a fixed number of statements."""
    ids = list(case_file_ids)
    await database.execute(_CLAIMS, ids)
    await _write_last_days(ids)
    await database.execute(_CASE_FILES, ids)


async def _write_last_days(ids: list[UUID]) -> None:
    """New claims get their last day; a payment of part of a claim starts its period anew (C. civ. 2240)."""
    found = await database.rows(_LIMITED, ids)
    if not found:
        return
    alike = [
        (
            row["segment"],
            row["nature"],
            row["due_on"],
            _joined(row["paid_on"]),
            row["debtor_country"],
            row["creditor_country"],
            last_day_of(segment, ClaimNature(row["nature"]), row["due_on"], row["paid_on"], law=_law_of(segment, row)),
        )
        for row in found
        for segment in (Segment(row["segment"]),)
    ]
    await database.execute(_LAST_DAYS, ids, *(list(column) for column in zip(*alike, strict=True)))


def _law_of(segment: Segment, row: Mapping[str, Any]) -> str:
    return law_of(segment, debtor=row["debtor_country"], creditor=row["creditor_country"])


def _joined(days: list[date]) -> str:
    return ",".join(day.isoformat() for day in days)


_CLAIMS = """
WITH received AS (
    SELECT c.id, c.principal + c.interest + c.indemnities + c.accessories AS placed, coalesce(sum(a.amount), 0) AS paid
    FROM claims c LEFT JOIN (
        allocations a JOIN payments p ON p.id = a.payment_id AND p.reversed_at IS NULL
    ) ON a.claim_id = c.id
    WHERE c.case_file_id = ANY ($1::uuid[]) GROUP BY c.id
)
UPDATE claims SET paid = received.paid, outstanding = received.placed - received.paid
FROM received
WHERE claims.id = received.id
  AND (claims.paid, claims.outstanding) IS DISTINCT FROM (received.paid, received.placed - received.paid)
"""

# Claims alike in what decides their last day, so that a large placement asks for some days and not for every claim.
_ALIKE = """
SELECT c.id, c.segment, c.nature, c.due_on, c.last_day, d.country AS debtor_country, o.country AS creditor_country,
       array_remove(array_agg(DISTINCT p.received_on ORDER BY p.received_on), NULL) AS paid_on
FROM claims c JOIN debtors d ON d.id = c.debtor_id JOIN organizations o ON o.id = c.creditor_id
LEFT JOIN allocations a ON a.claim_id = c.id
LEFT JOIN payments p ON p.id = a.payment_id AND p.reversed_at IS NULL
WHERE c.case_file_id = ANY ($1::uuid[]) GROUP BY c.id, d.country, o.country
"""
_LIMITED = f"SELECT DISTINCT segment, nature, due_on, paid_on, debtor_country, creditor_country FROM ({_ALIKE}) alike"
_LAST_DAYS = f"""
WITH last_days AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::text[], $8::date[])
        AS l (segment, nature, due_on, paid_on, debtor_country, creditor_country, last_day)
)
UPDATE claims SET last_day = last_days.last_day
FROM ({_ALIKE}) alike JOIN last_days
  ON last_days.segment = alike.segment AND last_days.nature = alike.nature AND last_days.due_on = alike.due_on
 AND last_days.debtor_country = alike.debtor_country AND last_days.creditor_country = alike.creditor_country
 AND last_days.paid_on = array_to_string(alike.paid_on, ',')
WHERE claims.id = alike.id AND claims.last_day IS DISTINCT FROM last_days.last_day
"""

_CASE_FILES = """
WITH sums AS (
    SELECT case_file_id, sum(principal) AS principal, sum(interest) AS interest, sum(indemnities) AS indemnities,
           sum(accessories) AS accessories, sum(paid) AS paid, sum(outstanding) AS outstanding,
           count(*) AS claim_count, min(due_on) FILTER (WHERE outstanding > 0) AS oldest_due_on,
           max(last_day) FILTER (WHERE outstanding > 0) AS last_day
    FROM claims WHERE case_file_id = ANY ($1::uuid[]) GROUP BY case_file_id
)
UPDATE case_files SET principal = sums.principal, interest = sums.interest, indemnities = sums.indemnities,
    accessories = sums.accessories, paid = sums.paid, outstanding = sums.outstanding, claim_count = sums.claim_count,
    oldest_due_on = sums.oldest_due_on, last_day = sums.last_day
FROM sums WHERE case_files.id = sums.case_file_id
"""
