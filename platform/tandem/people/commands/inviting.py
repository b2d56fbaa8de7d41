"""Inviting somebody by e-mail, once more, and taking it back."""

from datetime import timedelta
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.roles.commands import held_rules
from tandem.organizations.roles.granting import LEAST, authorized_now, require_within_own
from tandem.outbox.emit import emit
from tandem.people.errors import AlreadyInvited, AlreadyMember, InvitationNotFound, InvitationOver
from tandem.people.models import Invitation
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Role

LIFE = timedelta(days=7)


async def invite(
    actor: Actor, email: str, *, role: Role | None = None, composed_role_id: UUID | None = None
) -> Invitation:
    """Let an address join the actor's organization with one role: an e-mail with a link leaves for it.

    Raises InvalidInput for what is no address, RoleNotFound, NotOfThisOrganization, BeyondOneself, AlreadyMember,
    AlreadyInvited while another invitation of the same address is open.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.MEMBERSHIP_WRITE)
        address = email.strip().lower()
        local, _, host = address.rpartition("@")
        if not local or "." not in host or len(address) > 254 or any(mark.isspace() for mark in address):
            raise InvalidInput("email", email, "email_address")
        role_name = await _givable(actor, role, composed_role_id)
        if await database.row(
            "SELECT m.id FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.organization_id = $1 "
            "AND m.ended_at IS NULL AND p.email = $2",
            actor.organization_id,
            address,
        ):
            raise AlreadyMember(field="email", email=address)
        now, invitation_id = clock.now(), new_id()
        # What is over makes place for the new one.
        await Invitation.filter(
            organization_id=actor.organization_id,
            email=address,
            accepted_at=None,
            withdrawn_at=None,
            expires_at__lte=now,
        ).update(withdrawn_at=now)
        written = await database.row(
            "INSERT INTO invitations (id, organization_id, email, role, composed_role_id, invited_by_id, created_at, "
            "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
            "ON CONFLICT (organization_id, email) WHERE accepted_at IS NULL AND withdrawn_at IS NULL DO NOTHING "
            "RETURNING id",
            invitation_id,
            actor.organization_id,
            address,
            (role or LEAST[actor.organization_kind]).value,
            composed_role_id,
            actor.membership_id,
            now,
            now + LIFE,
        )
        if written is None:
            raise AlreadyInvited(field="email", email=address)
        await emit(actor, "people.invitation_mail", {"invitation_id": str(invitation_id)})
        subject = Subject(SubjectType.INVITATION, invitation_id, address)
        await audit.record(actor, AuditKind.INVITATION_SENT, subject, details={"role": role_name})
        return await Invitation.get(id=invitation_id)


async def renew_invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    """Send the link once more, good for another week; the former link is worth nothing from now on.

    Raises InvitationNotFound, InvitationOver, BeyondOneself.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.MEMBERSHIP_WRITE)
        invitation = await _invitation_for_update(actor, invitation_id)
        role_name = await _givable(actor, Role(invitation.role), invitation.composed_role_id)
        invitation.expires_at, invitation.sent_at, invitation.refused_at = clock.now() + LIFE, None, None
        # It is worth what its sender may give: from now on that is whoever sends it again.
        invitation.invited_by_id = actor.membership_id
        await invitation.save(update_fields=["expires_at", "sent_at", "refused_at", "invited_by_id"])
        await emit(actor, "people.invitation_mail", {"invitation_id": str(invitation.id)})
        subject = Subject(SubjectType.INVITATION, invitation.id, invitation.email)
        await audit.record(actor, AuditKind.INVITATION_SENT, subject, details={"role": role_name})
    return invitation


async def withdraw_invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    """Take an invitation back: its link is worth nothing from now on. Raises InvitationNotFound, InvitationOver."""
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.MEMBERSHIP_WRITE)
        invitation = await _invitation_for_update(actor, invitation_id)
        invitation.withdrawn_at = clock.now()
        await invitation.save(update_fields=["withdrawn_at"])
        subject = Subject(SubjectType.INVITATION, invitation.id, invitation.email)
        await audit.record(actor, AuditKind.INVITATION_WITHDRAWN, subject)
    return invitation


async def _givable(actor: Actor, role: Role | None, composed_role_id: UUID | None) -> str:
    rules, name = await held_rules(actor, role, composed_role_id)
    require_within_own(actor, rules, "role")
    return name


async def _invitation_for_update(actor: Actor, invitation_id: UUID) -> Invitation:
    found = await Invitation.filter(id=invitation_id, organization_id=actor.organization_id).select_for_update().first()
    if found is None:
        raise InvitationNotFound(field="invitationId")
    if found.accepted_at or found.withdrawn_at:
        raise InvitationOver(field="invitationId")
    return found
