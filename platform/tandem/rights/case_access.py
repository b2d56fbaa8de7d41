"""Who sees what of one case file, and why: answered by the reach and the permissions that decide every request.

Of the own organization, people are named. Of the others only what their built-in roles see is told: an agency learns
neither who works at its client, nor of a group above it, nor that a bank was let in.
"""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import CaseFile
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.texts import render
from tandem.organizations.access import audience, side_of
from tandem.organizations.acting import CEILING
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may, permissions
from tandem.organizations.colleagues import colleague_of, colleagues_of
from tandem.organizations.hierarchy.queries import groups_above
from tandem.organizations.models import BankGrant, CaseScope, Organization, OrganizationKind, Team
from tandem.organizations.roles.errors import MembershipNotFound
from tandem.rights.catalogue import role_label
from tandem_policies.enforcer import ceiling_of, permissions_of
from tandem_policies.permission import Permission
from tandem_policies.subjects import Subject, subject_of
from tandem_policies.vocabulary import Relation, Resource, Role

# What of the policy table is about a case file itself; a work queue and the reach over others' are about the role.
_ABOUT_A_CASE = frozenset(
    {
        Subject.CASE_FILES,
        Subject.TIMELINE,
        Subject.DOCUMENTS,
        Subject.CONTACTS,
        Subject.INSTRUCTIONS,
        Subject.MONEY,
        Subject.PERSONAL_DATA,
    }
)
_NOT_OF_A_CASE = frozenset({Resource.WORKLIST, Resource.RETENTION})


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence of the reason: a key of the texts with its values."""

    key: str
    values: tuple[tuple[str, str | Role], ...] = ()

    def sentence(self, locale: str) -> str:
        """In the reader's language."""
        said = {name: role_label(value, locale) if isinstance(value, Role) else value for name, value in self.values}
        return render(self.key, locale, **said)


@dataclass(frozen=True, slots=True)
class PersonAccess:
    """What one person sees and may do of a case file; nothing when they do not reach it."""

    actor: Actor
    reaches: bool
    why: tuple[Why, ...]
    granted: frozenset[Permission]
    withheld: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class RoleAccess:
    """What a built-in role of another organization sees and may do of a case file."""

    organization_name: str
    kind: OrganizationKind
    role: Role
    why: Why
    granted: frozenset[Permission]
    withheld: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Audience:
    """All whom the asker may know to see a case file."""

    people: tuple[PersonAccess, ...]
    others: tuple[RoleAccess, ...]
    banks: tuple[Why, ...]


async def access_of(asker: Actor, case_file_id: UUID, membership_id: UUID | None) -> PersonAccess:
    """What a member of one's own organization sees of a case file, oneself unless another is named.

    Raises CaseFileNotFound when the asker does not reach it, MembershipNotFound, NotPermitted for asking of a colleague
    without the permission to.
    """
    if membership_id is not None and membership_id != asker.membership_id:
        authorize(asker, Relation.OWN, Permission.ACCESS_READ)
    async with reading(asker):
        case_file = (await access.case_file_for(asker, case_file_id)).row
        team = await _team_name(case_file)
        who = await colleague_of(asker, membership_id or asker.membership_id)
    if who is None:
        raise MembershipNotFound(field="membershipId")
    return _of_person(who, case_file, team, await _reaches(who, case_file_id))


async def audience_of(asker: Actor, case_file_id: UUID) -> Audience:
    """Everybody whom the asker may know to see a case file. Raises CaseFileNotFound, NotPermitted."""
    authorize(asker, Relation.OWN, Permission.ACCESS_READ)
    async with reading(asker):
        case_file = (await access.case_file_for(asker, case_file_id)).row
        team = await _team_name(case_file)
        members = await colleagues_of(asker)
        others = await _others(asker, case_file)
        banks = await _banks(asker, case_file)
    reached = {audience(member): member for member in members}
    answers = {key: await _reaches(member, case_file_id) for key, member in reached.items()}
    people = tuple(_of_person(member, case_file, team, answers[audience(member)]) for member in members)
    return Audience(people, others, banks)


async def _reaches(who: Actor, case_file_id: UUID) -> bool:
    """By the same question that opens the case file, inside the walls of whoever is asked about."""
    async with reading(who):
        try:
            reached = await access.case_file_for(who, case_file_id)
        except CaseFileNotFound:
            return False
    return may(who, reached.relation, Permission.CASE_FILE_READ)


def _of_person(who: Actor, case_file: CaseFile, team: str | None, reaches: bool) -> PersonAccess:
    side = side_of(who)
    all_there_is = _about_a_case(who.organization_kind, side)
    granted = permissions(who, side) & all_there_is if reaches else frozenset()
    why = [_relation(side, who.organization_name), _role(who)]
    if side is Relation.AGENCY:
        why.append(_reach(who, case_file, team, reaches))
    return PersonAccess(who, reaches, tuple(why), granted, all_there_is - granted)


def _about_a_case(kind: OrganizationKind, relation: Relation) -> frozenset[Permission]:
    return frozenset(
        rule.permission
        for rule in ceiling_of(CEILING[kind])
        if rule.relation is relation
        and subject_of(rule.permission) in _ABOUT_A_CASE
        and rule.permission.resource not in _NOT_OF_A_CASE
        and rule.permission is not Permission.CASE_FILE_REACH_ALL
    )


def _relation(relation: Relation, organization: str) -> Why:
    return Why(f"access.relation.{relation}", (("organization", organization),))


def _role(who: Actor) -> Why:
    if who.role_name is None:
        return Why("access.role", (("role", who.role),))
    return Why("access.role_composed", (("role", who.role_name), ("organization", who.organization_name)))


def _reach(who: Actor, case_file: CaseFile, team: str | None, reaches: bool) -> Why:
    if may(who, Relation.AGENCY, Permission.CASE_FILE_REACH_ALL):
        return Why("access.reach.all")
    if who.case_scope is CaseScope.ALL:
        return Why("access.reach.open")
    if not reaches:
        return Why("access.reach.not_assigned" if who.case_scope is CaseScope.ASSIGNED else "access.reach.not_team")
    if case_file.assignee_id == who.membership_id:
        return Why("access.reach.assigned")
    return Why("access.reach.team", (("team", team or ""),))


async def _team_name(case_file: CaseFile) -> str | None:
    team = await Team.get_or_none(id=case_file.team_id) if case_file.team_id else None
    return team.name if team else None


async def _others(asker: Actor, case_file: CaseFile) -> tuple[RoleAccess, ...]:
    """The other side by its roles; of the own side, every other group that reads it and, for a group, its entity."""
    side, found = side_of(asker), []
    if side is Relation.AGENCY:
        found.append((case_file.creditor_id, Relation.CREDITOR))
    else:
        found.append((case_file.agency_id, Relation.AGENCY))
        if case_file.creditor_id != asker.organization_id:
            found.append((case_file.creditor_id, Relation.CREDITOR))
        found += [(one, Relation.GROUP) for one in await _other_groups(asker, case_file.creditor_id)]
    named = {one.id: one for one in await Organization.filter(id__in=[organization_id for organization_id, _ in found])}
    return tuple(
        _of_role(named[organization_id], role, relation)
        for organization_id, relation in found
        if organization_id in named
        for role in CEILING[named[organization_id].kind]
    )


async def _other_groups(asker: Actor, creditor_id: UUID) -> list[UUID]:
    """The groups between the asker's and the creditor, and those above the asker's, the nearest first."""
    parents = {one.id: one.parent_id for one in await Organization.filter(id__in=asker.creditor_ids)}
    between = []
    group = parents.get(creditor_id) if creditor_id != asker.organization_id else None
    while group is not None and group != asker.organization_id:
        between.append(group)
        group = parents.get(group)
    return [*between, *(one.id for one in await groups_above())]


def _of_role(organization: Organization, role: Role, relation: Relation) -> RoleAccess:
    all_there_is = _about_a_case(organization.kind, relation)
    granted = permissions_of(role.value, relation.value) & all_there_is
    why = Why(f"access.side.{relation}")
    return RoleAccess(organization.name, organization.kind, role, why, granted, all_there_is - granted)


async def _banks(asker: Actor, case_file: CaseFile) -> tuple[Why, ...]:
    """The grants in force that this case file is part of: for the creditor's side alone."""
    if not may(asker, side_of(asker), Permission.BANK_GRANT_READ):
        return ()
    grants = await BankGrant.filter(
        creditor_id=case_file.creditor_id, portfolio_id=case_file.portfolio_id, revoked_at=None
    ).select_related("portfolio")
    shown = [
        grant
        for grant in grants
        if (grant.expires_on is None or clock.today() <= grant.expires_on)
        and (grant.batch_ids is None or case_file.batch_id in grant.batch_ids)
    ]
    banks = {bank.id: bank.name for bank in await Organization.filter(id__in=[grant.bank_id for grant in shown])}
    return tuple(_bank(grant, banks[grant.bank_id]) for grant in shown if grant.bank_id in banks)


def _bank(grant: BankGrant, bank: str) -> Why:
    said = (("bank", bank), ("portfolio", grant.portfolio.name), ("name", grant.created_by))
    key = f"access.bank.{grant.level}"
    if grant.expires_on is None:
        return Why(key, said)
    return Why(f"{key}.until", (*said, ("day", f"{grant.expires_on:%d/%m/%Y}")))
