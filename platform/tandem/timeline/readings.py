"""How far somebody has read the timeline of a case file: a height a chain, one's own and nobody else's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.timeline.events import Chain


@dataclass(frozen=True, slots=True)
class Reading:
    """The last sequence that was read of each chain, and when that last grew."""

    heights: dict[str, int]
    read_at: datetime


def unread_sql(case_file_id: str) -> str:
    """SQL for the number of events that the acting membership has not read of a case file.

    Null where it has never read the timeline. Counts by the heads that row-level security shows, so no event of a
    chain that is not theirs is counted.
    """
    return f"""(
        SELECT sum(greatest(head.sequence - CASE head.chain WHEN 'agency' THEN mine.agency
                                                            WHEN 'creditor' THEN mine.creditor
                                                            ELSE mine.parties END, 0))::int
        FROM timeline_readings mine JOIN timeline_heads head ON head.case_file_id = mine.case_file_id
        WHERE mine.case_file_id = {case_file_id} AND mine.membership_id = (SELECT tandem_membership()))"""


async def readings_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, Reading]:
    """How far the actor has read each of the case files; those never read are left out."""
    async with reading(actor):
        rows = await database.rows(
            "SELECT case_file_id, agency, creditor, parties, read_at FROM timeline_readings "
            "WHERE case_file_id = ANY ($1::uuid[])",
            list(case_file_ids),
        )
    return {row["case_file_id"]: Reading({chain: row[chain] for chain in Chain}, row["read_at"]) for row in rows}


async def unread_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, int | None]:
    """The number of events that the actor has not read; None for a timeline never read."""
    found = list(case_file_ids)
    async with reading(actor):
        rows = await database.rows(
            f"SELECT wanted.id, {unread_sql('wanted.id')} AS unread FROM unnest($1::uuid[]) wanted (id)", found
        )
    return {row["id"]: row["unread"] for row in rows}


async def mark_read(actor: Actor, case_file_id: UUID, heights: Mapping[Chain, int]) -> None:
    """Keep that the actor has read up to these sequences; inside the open transaction, or in one of its own.

    Two devices never take back what the other has read, and nobody reads further than the heads they see: a chain
    that is not theirs stays at 0. Raises InvalidInput for a negative sequence.
    """
    for height in heights.values():
        if not 0 <= height < 2**63:
            raise InvalidInput("heights", height, "sequence")
    async with transaction(actor):
        await database.execute(_MARK, actor.membership_id, case_file_id, *map(heights.get, Chain), clock.now())


_MARK = """
INSERT INTO timeline_readings AS mine
    (membership_id, case_file_id, agency_id, creditor_id, agency, creditor, parties, read_at)
SELECT $1, case_file_id, agency_id, creditor_id,
       coalesce(max(least(sequence, $3::bigint)) FILTER (WHERE chain = 'agency' AND $3::bigint IS NOT NULL), 0),
       coalesce(max(least(sequence, $4::bigint)) FILTER (WHERE chain = 'creditor' AND $4::bigint IS NOT NULL), 0),
       coalesce(max(least(sequence, $5::bigint)) FILTER (WHERE chain = 'parties' AND $5::bigint IS NOT NULL), 0),
       $6
FROM timeline_heads WHERE case_file_id = $2 GROUP BY case_file_id, agency_id, creditor_id
ON CONFLICT (membership_id, case_file_id) DO UPDATE SET
    agency = greatest(mine.agency, excluded.agency),
    creditor = greatest(mine.creditor, excluded.creditor),
    parties = greatest(mine.parties, excluded.parties),
    read_at = excluded.read_at
WHERE (excluded.agency, excluded.creditor, excluded.parties) IS DISTINCT FROM
      (least(mine.agency, excluded.agency), least(mine.creditor, excluded.creditor),
       least(mine.parties, excluded.parties))
"""
