"""Which batches a grant shows to a bank, and who placed them: placing into an open portfolio widens what is seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations import access
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class GrantedBatch:
    """A placement as the page of grants names it; `case_files` is how many it opened or joined."""

    id: UUID
    reference: str
    placed_at: datetime
    placed_by: str
    case_files: int


async def batches_by_grant(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, list[GrantedBatch]]:
    """What each of the grants shows, of those that the actor reached; the newest batch first."""
    grants = list(ids)
    async with reading(actor):
        rows = await database.rows(_OF_GRANTS, grants)
    found: dict[UUID, list[GrantedBatch]] = {grant: [] for grant in grants}
    for row in rows:
        found[row["grant_id"]].append(_batch(row))
    return found


async def grantable_batches_for(actor: Actor, portfolio_id: UUID) -> list[GrantedBatch]:
    """The batches of a portfolio that can be opened to a bank, the newest first. Raises PortfolioNotFound."""
    async with reading(actor):
        portfolio = await access.portfolio_for(actor, portfolio_id)
        authorize(actor, portfolio, Permission.BANK_GRANT_CREATE)
        return [_batch(row) for row in await database.rows(_OF_PORTFOLIO, portfolio_id)]


def _batch(row: dict[str, object]) -> GrantedBatch:
    return GrantedBatch(**{name: row[name] for name in GrantedBatch.__slots__})  # type: ignore[arg-type]


_COLUMNS = (
    "b.id, b.reference, coalesce(b.submitted_at, b.created_at) AS placed_at, "
    "coalesce(b.submitted_by, b.created_by) AS placed_by, b.case_file_count AS case_files"
)
_PLACED = "b.state IN ('submitted', 'accepted')"
_OF_GRANTS = f"""
SELECT g.id AS grant_id, {_COLUMNS}
FROM bank_grants g JOIN placement_batches b ON b.portfolio_id = g.portfolio_id AND {_PLACED}
  AND (g.batch_ids IS NULL OR b.id = ANY (g.batch_ids))
WHERE g.id = ANY ($1::uuid[]) ORDER BY b.id DESC
"""
_OF_PORTFOLIO = f"SELECT {_COLUMNS} FROM placement_batches b WHERE b.portfolio_id = $1 AND {_PLACED} ORDER BY b.id DESC"
