"""Who of a bank looked at what a creditor opened to it, and when: read from the creditor's audit log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, instant, page_of, page_size
from tandem.organizations import access
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class BankView:
    """One look of one person; a page that stays open is told again every ten minutes in which it changes."""

    id: UUID
    person_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Views:
    """How often a grant was looked at, and when last."""

    count: int
    latest: BankView | None


_NONE = Views(0, None)


async def views_by_grant(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Views]:
    """Of each grant that the actor reached, how often and when last; zero for one nobody looked at."""
    grants = list(ids)
    async with reading(actor):
        found = await database.rows(_LATEST, grants)
    counted = {
        row["grant_id"]: Views(row["views"], BankView(row["id"], row["person_name"], row["at"])) for row in found
    }
    return {grant: counted.get(grant, _NONE) for grant in grants}


async def bank_views_for(actor: Actor, grant_id: UUID, first: int, after: str | None) -> Page[BankView]:
    """The looks at one grant, newest first. Raises BankGrantNotFound."""
    cursors = Cursors(f"bank_views {grant_id}", actor.organization_id)
    key = cursors.read(after, instant, UUID)
    async with reading(actor):
        authorize(actor, await access.bank_grant_for(actor, grant_id), Permission.BANK_GRANT_READ)
        total = await database.row(_COUNT, grant_id)
        rows = await database.rows(_PAGE, grant_id, *(key or (None, None)), page_size(first) + 1)
    views = [BankView(row["id"], row["person_name"], row["at"]) for row in rows]
    return page_of(views, first, lambda view: cursors.of(view.at.isoformat(), view.id), total["count"] if total else 0)


_LOOKS = "FROM audit_events WHERE kind = 'bank_viewed' AND subject_type = 'bank_grant'"
_LATEST = f"""
SELECT DISTINCT ON (subject_id) subject_id AS grant_id, id, person_name, at,
       count(*) OVER (PARTITION BY subject_id) AS views
{_LOOKS} AND subject_id = ANY ($1::uuid[]) ORDER BY subject_id, at DESC, id DESC
"""
_COUNT = f"SELECT count(*) AS count {_LOOKS} AND subject_id = $1"
_PAGE = f"""
SELECT id, person_name, at {_LOOKS} AND subject_id = $1
  AND ($2::timestamptz IS NULL OR (at, id) < ($2::timestamptz, $3::uuid))
ORDER BY at DESC, id DESC LIMIT $4
"""
