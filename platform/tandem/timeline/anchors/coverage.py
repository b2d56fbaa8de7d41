"""What a page says of anchors: up to when all that its reader sees of a case file is proved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.actor import Actor


@dataclass(frozen=True, slots=True)
class Coverage:
    """The newest anchor of the chains that a reader sees, and what came after."""

    number: int
    made_at: datetime
    # Events of these chains that wait for the next anchor.
    events_since: int
    # None while the authority has not answered, or when there is none.
    stamped_at: datetime | None
    authority: str | None
    # Whether the operator listed the authority as qualified (eIDAS); None without a time-stamp.
    qualified: bool | None


async def coverage_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, Coverage]:
    """By case file; those of which no chain was anchored yet are left out. Row-level security chooses the chains."""
    async with reading(actor):
        rows = await database.rows(COVERAGE.format(which="= ANY ($1::uuid[])"), list(case_file_ids))
    return {row.pop("case_file_id"): Coverage(**row) for row in rows}


# `which` narrows to case files.
COVERAGE = """
SELECT head.case_file_id, anchor.number, anchor.made_at, head.events_since, anchor.stamped_at, anchor.authority,
       anchor.qualified
FROM (
    SELECT h.case_file_id, max(covered.anchor) AS number,
           sum(greatest(h.sequence - coalesce(covered.sequence, 0), 0))::bigint AS events_since
    FROM timeline_heads h LEFT JOIN timeline_anchored covered USING (case_file_id, chain)
    WHERE h.case_file_id {which} GROUP BY 1
) head JOIN timeline_anchors anchor USING (number)
"""
