"""Writes about teams: who shares case files, and how much of the agency's a collector reaches.

Whoever may do this reaches all case files themselves (`NEVER_WITHOUT`): else they could let themselves into any.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from uuid import UUID

from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.models import CaseScope, Membership, Organization, Team, TeamMember
from tandem.organizations.roles.granting import authorized_now, lock_rights, rights_changed
from tandem.organizations.teams import access
from tandem.organizations.teams.errors import TeamChangedMeanwhile, TeamNameTaken
from tandem_policies.permission import Permission

_LONGEST = 80  # characters of a name


async def create_team(actor: Actor, name: str) -> Team:
    """A team without members yet. Raises NotPermitted, InvalidInput for the name, TeamNameTaken."""
    async with transaction(actor):
        await authorized_now(actor, Permission.TEAM_WRITE, side_of(actor))
        team = await Team.create(agency_id=actor.organization_id, name=await _free(actor, name))
        await audit.record(actor, AuditKind.TEAM_CREATED, _subject(team))
    return team


async def rename_team(actor: Actor, team_id: UUID, name: str) -> Team:
    """Give a team another name. Raises TeamNotFound, InvalidInput, TeamNameTaken."""
    async with transaction(actor):
        await lock_rights(actor.organization_id)  # before rows: who assigns comes to the team's row after it
        reached = await access.team_for_update(actor, team_id)
        await authorized_now(actor, Permission.TEAM_WRITE, reached.relation)
        team, before = reached.row, reached.row.name
        team.name = await _free(actor, name, besides=team.id)
        if team.name != before:
            await team.save(update_fields=["name"])
            await audit.record(actor, AuditKind.TEAM_RENAMED, _subject(team), details={"before": before})
    return team


async def set_team_members(
    actor: Actor, team_id: UUID, membership_ids: Collection[UUID], *, seen: Collection[UUID] | None = None
) -> Team:
    """Make these members, and no others, a team; each reaches its case files from the commit on, or no longer.

    `seen` are those that the change began with. Raises TeamNotFound, MembershipNotFound; TeamChangedMeanwhile where
    others are in it now.
    """
    async with transaction(actor):
        await lock_rights(actor.organization_id)  # before rows: who assigns comes to the team's row after it
        reached = await access.team_for_update(actor, team_id)
        await authorized_now(actor, Permission.TEAM_WRITE, reached.relation)
        team, wanted = reached.row, set(membership_ids)
        before = {member.membership_id for member in await TeamMember.filter(team_id=team.id)}
        if seen is not None and before != set(seen):
            raise TeamChangedMeanwhile(name=team.name)
        added, removed = wanted - before, before - wanted
        names = await access.names_of(actor, added, "membershipIds") | await access.former_names(removed)
        await TeamMember.filter(team_id=team.id, membership_id__in=removed).delete()
        for membership_id in sorted(added):
            await TeamMember.create(agency_id=team.agency_id, team_id=team.id, membership_id=membership_id)
        if added or removed:
            rights_changed(actor.organization_id, sorted(added | removed))
            told = {"added": _listed(names, added), "removed": _listed(names, removed)}
            await audit.record(actor, AuditKind.TEAM_CHANGED, _subject(team), details=told)
    return team


@asynccontextmanager
async def ending_team(actor: Actor, team_id: UUID) -> AsyncIterator[Team]:
    """End a team, in one transaction with what is written inside, which leaves nothing to the team.

    Raises TeamNotFound.
    """
    async with transaction(actor):
        await lock_rights(actor.organization_id)  # before rows: who assigns comes to the team's row after it
        reached = await access.team_for_update(actor, team_id)
        await authorized_now(actor, Permission.TEAM_WRITE, reached.relation)
        team = reached.row
        members = sorted(member.membership_id for member in await TeamMember.filter(team_id=team.id))
        yield team
        await team.delete()
        rights_changed(actor.organization_id, members)
        await audit.record(actor, AuditKind.TEAM_REMOVED, _subject(team))


async def choose_case_scope(actor: Actor, scope: CaseScope) -> Organization:
    """Choose what an agency's collectors reach: everything, what is their teams', or what is assigned to them.

    Whoever may `case_file:reach_all` reaches everything in any case. Open pages follow at once.
    """
    async with transaction(actor):
        await authorized_now(actor, Permission.TEAM_WRITE, side_of(actor))
        agency = await Organization.get(id=actor.organization_id)
        before, agency.case_scope = agency.case_scope, scope
        if before is not scope:
            await agency.save(update_fields=["case_scope"])
            members = Membership.filter(organization_id=agency.id, ended_at=None)
            rights_changed(agency.id, sorted([member.id for member in await members]))
            told = {"before": before.value, "after": scope.value}
            subject = Subject(SubjectType.ORGANIZATION, agency.id, agency.name)
            await audit.record(actor, AuditKind.CASE_SCOPE_CHOSEN, subject, details=told)
    return agency


async def _free(actor: Actor, name: str, besides: UUID | None = None) -> str:
    words = " ".join(name.split())
    if not 1 <= len(words) <= _LONGEST:
        raise InvalidInput("name", name, "text")
    named = Team.filter(agency_id=actor.organization_id, name=words)
    if await (named.exclude(id=besides) if besides else named).exists():
        raise TeamNameTaken(field="name", name=words)
    return words


def _listed(names: dict[UUID, str], membership_ids: Collection[UUID]) -> str:
    return ", ".join(sorted(names[one] for one in membership_ids if one in names))


def _subject(team: Team) -> Subject:
    return Subject(SubjectType.TEAM, team.id, team.name)
