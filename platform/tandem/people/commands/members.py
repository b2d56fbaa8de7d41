"""What an administrator does about a member: the end, a sign-in ended, a lost second factor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations import audit, sessions
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.errors import SessionNotFound
from tandem.organizations.models import Organization
from tandem.organizations.roles.commands import held_rules
from tandem.organizations.roles.granting import (
    authorized_now,
    require_an_administrator,
    require_within_own,
    rights_changed,
)
from tandem.outbox.emit import emit
from tandem.people.access import ReachedMember, member_for_update
from tandem.people.commands.own import wake_ended
from tandem.people.errors import NoSecondFactor, NotOneself, SecondFactorElsewhere, SecondFactorFirst
from tandem.people.mails import Notice
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Role


@asynccontextmanager
async def ending_membership(actor: Actor, membership_id: UUID) -> AsyncIterator[None]:
    """The person no longer belongs to the organization: sign-ins and tokens end with it, open pages at once.

    What ends with it is written inside: it is authorized by then, and all is one transaction.
    Raises MembershipNotFound, NotOneself, BeyondOneself for somebody who may more, LastAdministrator.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.MEMBERSHIP_WRITE)
        member = await _somebody_else(actor, membership_id)
        yield
        member.row.ended_at = clock.now()
        await member.row.save(update_fields=["ended_at"])
        await require_an_administrator(actor)
        rights_changed(actor.organization_id, [membership_id])
        await audit.record(actor, AuditKind.MEMBERSHIP_ENDED, _subject(member))


async def end_session(actor: Actor, membership_id: UUID, session_id: UUID) -> None:
    """End one sign-in of a member; its open pages end at once.

    Raises MembershipNotFound, BeyondOneself for somebody who may more, SessionNotFound.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.MEMBERSHIP_WRITE)
        member = await _below(actor, membership_id)
        if not await sessions.end_session_of(membership_id, session_id):
            raise SessionNotFound(field="sessionId")
        subject = Subject(SubjectType.SESSION, session_id, member.person_name)
        await audit.record(actor, AuditKind.SESSION_REVOKED, subject)


async def reset_second_factor(actor: Actor, membership_id: UUID) -> None:
    """Take a member's second factor away, who has lost it; the person is told by e-mail.

    It guards the sign-in to all of a person's organizations: of somebody who belongs to another one too, only the
    person themselves (by a recovery code) or the operator (`tandem reset-second-factor`) takes it away.
    Raises MembershipNotFound, NotOneself, BeyondOneself for somebody who may more, NoSecondFactor,
    SecondFactorElsewhere.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.MEMBERSHIP_WRITE)
        member = await _somebody_else(actor, membership_id)
        found = await database.row("SELECT door_remove_second_factor($1) AS outcome", membership_id)
        if found and found["outcome"] == "elsewhere":
            raise SecondFactorElsewhere(field="membershipId", name=member.person_name)
        if found is None or found["outcome"] == "none":
            raise NoSecondFactor(field="membershipId")
        notice = {"membership_id": str(membership_id), "notice": Notice.SECOND_FACTOR_RESET.value}
        await emit(actor, "people.notice", notice)
        await audit.record(actor, AuditKind.SECOND_FACTOR_DISABLED, _subject(member))


async def require_second_factor(actor: Actor, *, required: bool) -> Organization:
    """Whether the organization's people need a second factor.

    From then on nobody acts for it by a sign-in without one: those sign-ins end, and who has none sets it up at the
    next. Raises SecondFactorFirst while the acting sign-in has shown none itself.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.ORGANIZATION_WRITE)
        organization = await Organization.get(id=actor.organization_id)
        if required == (organization.second_factor_since is not None):
            return organization
        now = clock.now()
        organization.second_factor_since = now if required else None
        await organization.save(update_fields=["second_factor_since"])
        if required:
            ended = await database.row("SELECT door_end_unproven_sessions($1, $2) AS ids", actor.session_id, now)
            if ended is None or ended["ids"] is None:
                raise SecondFactorFirst(field="required")
            wake_ended(ended["ids"])
        kind = AuditKind.SECOND_FACTOR_REQUIRED if required else AuditKind.SECOND_FACTOR_LEFT_TO_PEOPLE
        await audit.record(actor, kind, Subject(SubjectType.ORGANIZATION, organization.id, organization.name))
    return organization


async def _somebody_else(actor: Actor, membership_id: UUID) -> ReachedMember:
    if membership_id == actor.membership_id:
        raise NotOneself(field="membershipId")
    return await _below(actor, membership_id)


async def _below(actor: Actor, membership_id: UUID) -> ReachedMember:
    member = await member_for_update(actor, membership_id)
    rules, _ = await held_rules(actor, Role(member.row.role), member.row.composed_role_id)
    require_within_own(actor, rules, "membershipId")
    return member


def _subject(member: ReachedMember) -> Subject:
    return Subject(SubjectType.MEMBERSHIP, member.row.id, member.person_name)
