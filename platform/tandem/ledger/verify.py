"""Re-computing every balance from its claims and allocations: names each column that says something else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg


@dataclass(frozen=True, slots=True)
class BalanceFault:
    """A stored amount (minor units) or count that does not follow from the facts."""

    what: str
    id: UUID
    column: str
    stored: int
    expected: int

    def __str__(self) -> str:
        return f"{self.what} {self.id}: {self.column} says {self.stored}, its facts give {self.expected}"


async def faults(connection: asyncpg.Connection) -> AsyncIterator[BalanceFault]:
    """Walk claims, case files and payments on the owner's connection, in one snapshot, and yield every difference."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for row in connection.cursor(_FAULTS, prefetch=500):
            yield BalanceFault(row["what"], row["id"], row["name"], int(row["stored"]), int(row["expected"]))


_FAULTS = """
WITH facts AS (
    SELECT c.*, c.principal + c.interest + c.indemnities + c.accessories AS placed, coalesce(a.amount, 0) AS received
    FROM claims c LEFT JOIN (
        SELECT claim_id, sum(allocations.amount) AS amount
        FROM allocations JOIN payments ON payments.id = payment_id AND reversed_at IS NULL GROUP BY 1
    ) a ON a.claim_id = c.id
), sums AS (
    SELECT case_file_id, sum(principal) AS principal, sum(interest) AS interest, sum(indemnities) AS indemnities,
           sum(accessories) AS accessories, sum(received) AS received, sum(placed) AS placed, count(*) AS claims
    FROM facts GROUP BY 1
)
SELECT 'claim' AS what, f.id, v.name, v.stored, v.expected
FROM facts f CROSS JOIN LATERAL (VALUES
    ('paid', f.paid, f.received), ('outstanding', f.outstanding, f.placed - f.received)
) v (name, stored, expected)
WHERE v.stored IS DISTINCT FROM v.expected
UNION ALL
SELECT 'case file', cf.id, v.name, v.stored, v.expected
FROM case_files cf LEFT JOIN sums s ON s.case_file_id = cf.id CROSS JOIN LATERAL (VALUES
    ('principal', cf.principal, coalesce(s.principal, 0)), ('interest', cf.interest, coalesce(s.interest, 0)),
    ('indemnities', cf.indemnities, coalesce(s.indemnities, 0)),
    ('accessories', cf.accessories, coalesce(s.accessories, 0)), ('paid', cf.paid, coalesce(s.received, 0)),
    ('outstanding', cf.outstanding, coalesce(s.placed - s.received, 0)),
    ('claim_count', cf.claim_count, coalesce(s.claims, 0))
) v (name, stored, expected)
WHERE v.stored IS DISTINCT FROM v.expected
UNION ALL
SELECT 'payment', p.id, 'amount', p.amount, coalesce(sum(a.amount), 0)
FROM payments p LEFT JOIN allocations a ON a.payment_id = p.id
GROUP BY p.id HAVING p.amount IS DISTINCT FROM coalesce(sum(a.amount), 0)
"""
