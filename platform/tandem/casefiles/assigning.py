"""Who of the agency works a case file: a person, a team, both or nobody yet.

Where the agency confines its collectors, this is what decides whether they see the case file at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.errors import CaseFileNotFound, CaseFileTaken
from tandem.casefiles.events import AssignedTo, CaseAssigned
from tandem.casefiles.models import CaseFile, Stage
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.organizations.roles.granting import hold_rights
from tandem.organizations.teams import access as teams
from tandem.outbox import emit
from tandem.timeline import Chain
from tandem.timeline.bulk import Happened, record_many
from tandem.timeline.sealing import KeyDestroyed
from tandem_policies.permission import Permission

MOST_AT_ONCE = 500


class Left(StrEnum):
    """Who is not there any more, of the two who can have a case file."""

    PERSON = "person"
    TEAM = "team"


_COLUMNS = {Left.PERSON: "assignee_id", Left.TEAM: "team_id"}


@dataclass(frozen=True, slots=True)
class Assignment:
    """To whom a case file goes, or went; None and None: to nobody yet."""

    case_file_id: UUID
    assignee_id: UUID | None
    team_id: UUID | None


async def assign_case_files(actor: Actor, assignments: Sequence[Assignment]) -> list[Assignment]:
    """Assign up to 500 case files at once, all or none; what is as asked already is left as it is.

    Returns how the changed ones were assigned before: the same command with that takes it back. A case file leaves the
    open pages of whoever does not reach it any more. Raises CaseFileNotFound, MembershipNotFound, TeamNotFound,
    KeyDestroyed, InvalidInput for too many or for one named twice.
    """
    wanted = {one.case_file_id: one for one in assignments}
    if not 1 <= len(assignments) <= MOST_AT_ONCE or len(wanted) < len(assignments):
        raise InvalidInput("assignments", len(assignments), "assignments")
    async with transaction(actor):
        await hold_rights(actor.organization_id)
        reach = access.reach(actor)
        rows = await database.rows(
            f"SELECT cf.id FROM case_files cf WHERE {reach.sql} AND cf.id = ANY (${len(reach.args) + 1}::uuid[]) "
            "ORDER BY cf.id FOR UPDATE OF cf",
            *reach.args,
            list(wanted),
        )
        if len(rows) != len(wanted):
            raise CaseFileNotFound(field="caseFileIds")
        authorize(actor, reach.relation, Permission.CASE_FILE_ASSIGN)
        found = await CaseFile.filter(id__in=list(wanted)).order_by("id")
        return await _assign(actor, [(case_file, wanted[case_file.id]) for case_file in found])


async def take_case_file(actor: Actor, case_file_id: UUID) -> CaseFile:
    """Take a case file that nobody works yet. Raises CaseFileNotFound, CaseFileTaken."""
    async with transaction(actor):
        await hold_rights(actor.organization_id)
        reached = await access.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.CASE_FILE_TAKE)
        case_file = reached.row
        if case_file.assignee_id is not None and case_file.assignee_id != actor.membership_id:
            raise CaseFileTaken(field="caseFileId")
        await _assign(actor, [(case_file, Assignment(case_file.id, actor.membership_id, case_file.team_id))])
        case_file.assignee_id = actor.membership_id
    return case_file


async def give_to_team(acting: Actor | System, case_file_ids: Sequence[UUID], team_id: UUID) -> None:
    """Give those of the case files that nobody has to a team, in the open transaction of their acceptance, which holds
    the rights (`hold_rights`): a team that was removed before gets none, and none is removed before the commit.
    """
    team = await database.row("SELECT name FROM teams WHERE id = $1", team_id)
    if team is None:
        return
    free = await CaseFile.filter(id__in=list(case_file_ids), assignee_id=None, team_id=None).order_by("id")
    await _write(acting, [(one, Assignment(one.id, None, team_id)) for one in free], {}, {team_id: team["name"]})


async def leave_to_nobody(actor: Actor, membership_id: UUID) -> int:
    """Take all case files from a member, in the open transaction in which their membership ends.

    Returns how many of them are open. A team that has one goes on with it. Told as every other assignment, but for case
    files of erased persons; where they are more than 500, the worker tells it afterwards (`tell_left`).
    """
    return await _leave(actor, Left.PERSON, membership_id)


async def leave_without_team(actor: Actor, team_id: UUID) -> int:
    """Take all case files from a team, in the open transaction in which it ends; a person who has one goes on with it.

    Told, and counted, as `leave_to_nobody`.
    """
    return await _leave(actor, Left.TEAM, team_id)


async def _leave(actor: Actor, left: Left, former: UUID) -> int:
    column = _COLUMNS[left]
    async with database.whole_organization():
        # Locked in the order in which assigning locks them.
        rows = await database.rows(
            "WITH theirs AS ("
            f"SELECT id FROM case_files WHERE agency_id = $1 AND {column} = $2 ORDER BY id FOR UPDATE) "
            f"UPDATE case_files SET {column} = NULL FROM theirs WHERE case_files.id = theirs.id "
            f"RETURNING case_files.id, case_files.stage <> '{Stage.CLOSED}' AS waits",
            actor.organization_id,
            former,
        )
        theirs = [row["id"] for row in rows]
        if len(theirs) <= MOST_AT_ONCE:
            await tell_left(actor, theirs, left)
        else:
            for start in range(0, len(theirs), MOST_AT_ONCE):
                some = ",".join(map(str, theirs[start : start + MOST_AT_ONCE]))
                payload = {"membership_id": str(actor.membership_id), "case_file_ids": some, "left": left.value}
                await emit(actor, "casefiles.tell_left", payload)
    return sum(row["waits"] for row in rows)


async def tell_left(acting: Actor | System, case_file_ids: Sequence[UUID], left: Left) -> None:
    """Tell of case files whose person left, or whose team ended, who works them now, in the open transaction.

    Those that another person, or team, has been given meanwhile are left out: who works them is told already.
    """
    waiting = CaseFile.filter(id__in=list(case_file_ids), erased_at=None, **{_COLUMNS[left]: None})
    theirs = await waiting.order_by("id").select_for_update()
    people = await teams.former_names({one.assignee_id for one in theirs if one.assignee_id})
    found = await database.rows("SELECT id, name FROM teams WHERE agency_id = $1", acting.organization_id)
    in_teams = {row["id"]: row["name"] for row in found}
    await record_many(acting, [(one, _event(_of(one), people, in_teams)) for one in theirs], chain=Chain.AGENCY)


async def _assign(actor: Actor, wanted: Sequence[tuple[CaseFile, Assignment]]) -> list[Assignment]:
    """Write the changes on locked case files; returns how the changed ones were assigned before."""
    changed = [(case_file, to) for case_file, to in wanted if _of(case_file) != to]
    if any(case_file.erased_at for case_file, _ in changed):
        raise KeyDestroyed
    # Whoever gets something is there; who merely keeps what they have may have left before.
    people = {to.assignee_id for _, to in changed if to.assignee_id}
    kept = people & {one.assignee_id for one, to in changed if to.assignee_id == one.assignee_id}
    names = await teams.names_of(actor, people - kept, "assigneeId") | await teams.former_names(kept)
    named = {to.team_id: await _team_name(actor, to.team_id) for _, to in changed if to.team_id}
    before = [_of(case_file) for case_file, _ in changed]
    # What leaves the reach of the person who gives it away is written to its end.
    async with database.whole_organization():
        await _write(actor, changed, names, named)
    return before


async def _write(
    acting: Actor | System,
    changed: Sequence[tuple[CaseFile, Assignment]],
    people: Mapping[UUID, str],
    in_teams: Mapping[UUID, str],
) -> None:
    await database.execute(
        "UPDATE case_files SET assignee_id = n.assignee_id, team_id = n.team_id "
        "FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (id, assignee_id, team_id) WHERE case_files.id = n.id",
        [to.case_file_id for _, to in changed],
        [to.assignee_id for _, to in changed],
        [to.team_id for _, to in changed],
    )
    happened: list[Happened] = [(case_file, _event(to, people, in_teams)) for case_file, to in changed]
    await record_many(acting, happened, chain=Chain.AGENCY)


def _event(to: Assignment, people: Mapping[UUID, str], in_teams: Mapping[UUID, str]) -> CaseAssigned:
    assignee = people.get(to.assignee_id) if to.assignee_id else None
    team = in_teams.get(to.team_id) if to.team_id else None
    if assignee:
        return CaseAssigned(AssignedTo.BOTH if team else AssignedTo.PERSON, assignee=assignee, team=team)
    return CaseAssigned(AssignedTo.TEAM if team else AssignedTo.NOBODY, assignee=None, team=team)


def _of(case_file: CaseFile) -> Assignment:
    return Assignment(case_file.id, case_file.assignee_id, case_file.team_id)


async def _team_name(actor: Actor, team_id: UUID) -> str:
    return (await teams.team_for(actor, team_id)).row.name
