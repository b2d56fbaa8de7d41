"""The work queue of an agency, a page at a time."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.listing import ANYBODY, AssignmentFilter, require_assignments, require_identity
from tandem.casefiles.models import CaseFile
from tandem.casefiles.queries import with_debtor
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, page_of, page_size, whole_number
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.worklist import priority
from tandem.worklist.next_action import NextAction, next_action_of
from tandem.worklist.reasons import Reason, reasons_of
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class WorklistItem:
    """A case file in the queue; `priority` is 0 to 100."""

    case_file: CaseFile
    priority: int
    reasons: list[Reason]
    next_action: NextAction


async def worklist_for(
    actor: Actor, first: int, after: str | None, search: str | None, assignment: AssignmentFilter = ANYBODY
) -> Page[WorklistItem]:
    """The open case files that the actor reaches, from the most urgent on, each with its debtor; `search` as in lists.

    One statement. The order is of this instant: a page asked later may show a case again or pass one over.
    """
    reach, cursors = access.reach(actor), Cursors("worklist", actor.organization_id)
    authorize(actor, reach.relation, Permission.WORKLIST_READ)
    require_identity(actor, search)
    sql, args = priority.statement(
        reach, search, require_assignments(actor, assignment), _position(cursors, after), page_size(first) + 1
    )
    async with reading(actor):
        rows = await database.rows(sql, *args)
    items = [item_of(row) for row in rows if row["id"] is not None]
    return page_of(items, first, lambda item: cursors.of(item.priority, item.case_file.id), rows[0]["total"])


def item_of(row: dict[str, Any]) -> WorklistItem:
    """A row of the queue, as its statement reads it."""
    return WorklistItem(with_debtor(row), row["priority"], reasons_of(row), next_action_of(row))


def _position(cursors: Cursors, after: str | None) -> tuple[int, UUID] | None:
    key = cursors.read(after, whole_number, UUID)
    return (key[0], key[1]) if key else None
