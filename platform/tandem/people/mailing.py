"""What the worker needs for an e-mail to a user: read when it is sent, so that what is over is not sent."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.texts import language_of
from tandem.kit.written import written_day
from tandem.organizations import audit
from tandem.organizations.actor import System
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.people.links import LinkKind, address_of
from tandem.people.mails import Mail, Notice, invitation_mail, notice_mail, reset_mail
from tandem.people.models import Invitation
from tandem.people.queries import open_reset

_PARIS = "Europe/Paris"


async def mail_of_invitation(scope: System, invitation_id: UUID, public_url: str) -> Mail | None:
    """The e-mail of an invitation, in the language of who has an account, else the organization's.

    None when it was accepted, withdrawn or is over.
    """
    async with reading(scope):
        invitation = await Invitation.get_or_none(id=invitation_id, accepted_at=None, withdrawn_at=None)
        if invitation is None or invitation.expires_at <= clock.now():
            return None
        row = await database.row(
            "SELECT o.name, door_invitation_language($3) AS locale, p.name AS invited_by "
            "FROM organizations o, memberships m JOIN people p ON p.id = m.person_id WHERE o.id = $1 AND m.id = $2",
            invitation.organization_id,
            invitation.invited_by_id,
            invitation.id,
        )
    if row is None:
        return None
    return invitation_mail(
        invitation.email,
        row["locale"],
        address_of(public_url, LinkKind.INVITATION, invitation.id, invitation.expires_at),
        organization=row["name"],
        invited_by=row["invited_by"],
        until=written_until(invitation.expires_at, row["locale"]),
    )


def written_until(instant: datetime, locale: str | None) -> str:
    """Until when a link works, day before month in both languages: `1er décembre 2026, 10:08`, in Paris."""
    local = instant.astimezone(ZoneInfo(_PARIS))
    return f"{written_day(local.date(), language_of(locale))}, {local:%H:%M}"


async def keep_answer(invitation_id: UUID, *, sent: bool) -> None:
    """What became of an invitation's e-mail, for whoever invited; inside the open transaction."""
    column = "sent_at" if sent else "refused_at"
    await Invitation.filter(id=invitation_id).update(**{column: clock.now()})


async def keep_bounce(our_id: UUID) -> bool:
    """The provider gave an e-mail back after taking it; returns whether it was an invitation's, which shows it."""
    row = await database.row("SELECT door_invitation_bounced($1, $2) AS known", our_id, clock.now())
    return bool(row and row["known"])


async def mail_of_reset(reset_id: UUID, public_url: str) -> Mail | None:
    """The e-mail of a forgotten password; None when its link was used or is over."""
    found = await open_reset(reset_id)
    if found is None:
        return None
    return reset_mail(
        found.email,
        found.locale,
        address_of(public_url, LinkKind.RESET, reset_id, found.expires_at),
        name=found.person_name,
        until=written_until(found.expires_at, found.locale),
    )


async def tell_of_reset(reset_id: UUID) -> None:
    """That a link was sent, in the audit log of each organization of the person."""
    found = await open_reset(reset_id)
    for one in found.memberships if found else ():
        scope = System(one.organization_id)
        async with transaction(scope):
            subject = Subject(SubjectType.MEMBERSHIP, one.membership_id, found.person_name if found else "")
            await audit.record(scope, AuditKind.PASSWORD_RESET_REQUESTED, subject)


async def mail_of_notice(scope: System, membership_id: UUID, notice: Notice, public_url: str) -> Mail | None:
    """What somebody is told about their account; None when they are no member any more."""
    async with reading(scope):
        row = await database.row(
            "SELECT p.name, p.email, p.locale, o.name AS organization FROM memberships m "
            "JOIN people p ON p.id = m.person_id JOIN organizations o ON o.id = m.organization_id WHERE m.id = $1",
            membership_id,
        )
    if row is None:
        return None
    link = f"{public_url}/account"
    return notice_mail(row["email"], row["locale"], notice, link, name=row["name"], organization=row["organization"])
