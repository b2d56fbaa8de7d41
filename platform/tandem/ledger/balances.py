"""The one writer of balance columns: what claims and case files owe follows from claims and allocations.

Called in the transaction of the fact: a payment, its reversal or an interruption here, new claims by placement.
`ledger.verify` looks for differences.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tandem.casefiles.limitation import Interruption, last_day_of, law_of
from tandem.casefiles.models import ClaimNature, InterruptionKind, Segment
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
    """New claims get their last day; what interrupts the period of a claim starts it anew (C. civ. 2231)."""
    found = await database.rows(_LIMITED, ids)
    if not found:
        return
    alike = [(*(row[name] for name in _ALIKE_IN), *_last_day(row)) for row in found]
    await database.execute(_LAST_DAYS, ids, *(list(column) for column in zip(*alike, strict=True)))


def _last_day(row: Mapping[str, Any]) -> tuple[date | None, str | None, date | None]:
    """The last day, with the kind and the day of the act that moved it."""
    segment = Segment(row["segment"])
    law = law_of(segment, debtor=row["debtor_country"], creditor=row["creditor_country"])
    acts = [_act(told) for told in row["acts"].split(",") if told]
    last = last_day_of(segment, ClaimNature(row["nature"]), row["due_on"], acts, law=law)
    if last is None:
        return None, None, None
    moved_by = last.moved_by
    return (last.day, moved_by.kind.value, moved_by.on) if moved_by else (last.day, None, None)


def _act(told: str) -> Interruption:
    day, kind, until = told.split(" ")
    return Interruption(date.fromisoformat(day), InterruptionKind(kind), date.fromisoformat(until) if until else None)


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
_ALIKE_IN = ("segment", "nature", "due_on", "acts", "debtor_country", "creditor_country")
_ALIKE = """
WITH asked AS (
    SELECT c.id, c.segment, c.nature, c.due_on, d.country AS debtor_country, o.country AS creditor_country
    FROM claims c JOIN debtors d ON d.id = c.debtor_id JOIN organizations o ON o.id = c.creditor_id
    WHERE c.case_file_id = ANY ($1::uuid[])
), acts AS (
    SELECT asked.id, p.received_on AS day, 'part_payment' AS kind, NULL::date AS until
    FROM asked JOIN allocations a ON a.claim_id = asked.id
    JOIN payments p ON p.id = a.payment_id AND p.reversed_at IS NULL
    UNION
    SELECT asked.id, i.happened_on, i.kind, i.until_on
    FROM asked JOIN claim_interruptions i ON i.claim_id = asked.id AND i.withdrawn_at IS NULL
), told AS (
    SELECT id, string_agg(concat_ws(' ', to_char(day, 'YYYY-MM-DD'), kind, coalesce(to_char(until, 'YYYY-MM-DD'), '')),
        ',' ORDER BY day, kind, until) AS acts
    FROM acts GROUP BY id
)
SELECT asked.*, coalesce(told.acts, '') AS acts FROM asked LEFT JOIN told ON told.id = asked.id
"""
_LIMITED = f"SELECT DISTINCT {', '.join(_ALIKE_IN)} FROM ({_ALIKE}) alike"
_LAST_DAYS = f"""
WITH last_days AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::text[], $8::date[],
                         $9::text[], $10::date[])
        AS l ({", ".join(_ALIKE_IN)}, last_day, interrupted_by, interrupted_on)
)
UPDATE claims
SET last_day = last_days.last_day, interrupted_by = last_days.interrupted_by, interrupted_on = last_days.interrupted_on
FROM ({_ALIKE}) alike JOIN last_days USING ({", ".join(_ALIKE_IN)})
WHERE claims.id = alike.id
  AND (claims.last_day, claims.interrupted_by, claims.interrupted_on)
      IS DISTINCT FROM (last_days.last_day, last_days.interrupted_by, last_days.interrupted_on)
"""

_CASE_FILES = """
WITH sums AS (
    SELECT case_file_id, sum(principal) AS principal, sum(interest) AS interest, sum(indemnities) AS indemnities,
           sum(accessories) AS accessories, sum(paid) AS paid, sum(outstanding) AS outstanding,
           count(*) AS claim_count, min(due_on) FILTER (WHERE outstanding > 0) AS oldest_due_on,
           -- Only once each of them is barred: of one that has no last day nobody can say so.
           CASE WHEN bool_or(last_day IS NULL) FILTER (WHERE outstanding > 0) THEN NULL
                ELSE max(last_day) FILTER (WHERE outstanding > 0) END AS last_day
    FROM claims WHERE case_file_id = ANY ($1::uuid[]) GROUP BY case_file_id
)
UPDATE case_files SET principal = sums.principal, interest = sums.interest, indemnities = sums.indemnities,
    accessories = sums.accessories, paid = sums.paid, outstanding = sums.outstanding, claim_count = sums.claim_count,
    oldest_due_on = sums.oldest_due_on, last_day = sums.last_day
FROM sums WHERE case_files.id = sums.case_file_id
"""
