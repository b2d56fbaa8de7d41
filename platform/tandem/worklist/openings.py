"""Who looks at which case file now, and the next one of the queue: not one that a colleague has before them.

A page that shows a case file says so every while. One row a member and case file: `seen_at` is when it last did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.listing import ANYBODY, AssignmentFilter, require_assignments, require_identity
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.teams.access import names_of, team_for
from tandem.worklist import priority
from tandem.worklist.queries import WorklistItem, item_of
from tandem_policies.permission import Permission

# A page says it twice as often: one that went to sleep, or was closed, is believed for no longer than this.
LOOKED_AT_FOR = timedelta(seconds=90)
# What a member has had before them comes no more in this pass through the queue, unless the debtor wrote since.
PASSED_FOR = timedelta(hours=12)
_FORGOTTEN_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The part of the queue that somebody works, as on its page."""

    search: str | None = None
    assignment: AssignmentFilter = ANYBODY


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a case file stands in the queue (from 1; None: not in it), and which one comes next."""

    place: int | None
    total: int
    next: WorklistItem | None


async def look_at(actor: Actor, case_file_id: UUID) -> Sequence[str]:
    """Note that the actor has this case file before them; the names of colleagues who have, too.

    Raises CaseFileNotFound, NotPermitted.
    """
    async with transaction(actor):
        reached = await access.case_file_for(actor, case_file_id)
        authorize(actor, reached, Permission.WORKLIST_READ)
        await _note(actor, case_file_id)
        rows = await database.rows(_OTHERS, *_now(actor), case_file_id)
    return [row["name"] for row in rows]


async def place_of(actor: Actor, case_file_id: UUID, narrowed: Narrowed) -> QueuePlace | None:
    """Where this case file stands in the actor's queue, and the one that comes next; None: not theirs to see.

    Raises NotPermitted.
    """
    async with reading(actor):
        try:
            return await _place(actor, case_file_id, narrowed)
        except CaseFileNotFound:
            return None


async def open_next(actor: Actor, after_id: UUID, narrowed: Narrowed) -> WorklistItem | None:
    """Have the next case file of the queue before the actor: of two who ask at once each gets another one.

    None when the actor is through the queue. Raises CaseFileNotFound, MembershipNotFound, TeamNotFound, NotPermitted.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.WORKLIST_READ)
        await _of_the_agency(actor, narrowed.assignment)
        await database.row("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"next {actor.organization_id}")
        found = (await _place(actor, after_id, narrowed)).next
        if found is not None:
            await _note(actor, found.case_file.id)
        return found


async def _place(actor: Actor, case_file_id: UUID, narrowed: Narrowed) -> QueuePlace:
    reach = access.reach(actor)
    authorize(actor, reach.relation, Permission.WORKLIST_READ)
    require_identity(actor, narrowed.search)
    assignment = require_assignments(actor, narrowed.assignment)
    await access.case_file_for(actor, case_file_id)
    opened = priority.Opened(actor.membership_id, case_file_id, PASSED_FOR, LOOKED_AT_FOR)
    sql, args = priority.next_statement(reach, narrowed.search, assignment, opened)
    [row] = await database.rows(sql, *args)
    return QueuePlace(row["place"], row["total"], item_of(row) if row["id"] is not None else None)


async def _of_the_agency(actor: Actor, narrowed: AssignmentFilter) -> None:
    if narrowed.assignee_id is not None:
        await names_of(actor, {narrowed.assignee_id}, "assigneeId")
    if narrowed.team_id is not None:
        await team_for(actor, narrowed.team_id)


async def _note(actor: Actor, case_file_id: UUID) -> None:
    now = clock.now()
    await database.execute(_NOTE, actor.membership_id, actor.organization_id, case_file_id, now)
    await database.execute(_FORGET, actor.membership_id, now - _FORGOTTEN_AFTER)


def _now(actor: Actor) -> tuple[object, ...]:
    return actor.organization_id, actor.membership_id, clock.now() - LOOKED_AT_FOR


_NOTE = """
INSERT INTO case_file_looks (membership_id, agency_id, case_file_id, seen_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (membership_id, case_file_id) DO UPDATE SET seen_at = excluded.seen_at
"""
_FORGET = "DELETE FROM case_file_looks WHERE membership_id = $1 AND seen_at < $2"
_OTHERS = f"""
SELECT p.name FROM ({priority.looked_at("$1", "$2", "$3")}) l
JOIN memberships m ON m.id = l.membership_id JOIN people p ON p.id = m.person_id
WHERE l.case_file_id = $4 ORDER BY p.name
"""
