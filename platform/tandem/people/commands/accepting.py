"""Taking an invitation up: by a new person with a password of their own, or by one who has an account already."""

from dataclasses import dataclass
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.kit.texts import LOCALES
from tandem.kit.wakeups import Wakeup
from tandem.organizations import audit, passwords
from tandem.organizations.audit import AuditKind, Door, Subject, SubjectType
from tandem.organizations.credentials import known_person
from tandem.organizations.roles.granting import lock_rights
from tandem.organizations.sign_in import Browser, CodeNeeded, Outcome, open_session, sign_in
from tandem.people.errors import LinkOver
from tandem.people.links import key_of
from tandem.people.queries import OpenInvitation, invitation_of


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who joined, as which membership, and how far the sign-in that follows has come."""

    email: str
    membership_id: UUID
    outcome: Outcome


async def accept_as_new(token: str, *, name: str, password: str, locale: str, browser: Browser) -> Accepted:
    """Make the person of a new address, let them join and sign them in.

    Raises LinkOver, InvalidInput, PasswordTooShort, PasswordTooWeak.
    """
    invitation = await invitation_of(token)
    if not 0 < len(name.strip()) <= 200:
        raise InvalidInput("name", name, "text")
    await passwords.require_strong(password, name, invitation.email, invitation.organization_name)
    hashed = await passwords.hash_password(password)
    language = locale if locale in LOCALES else invitation.locale
    membership_id = await _joined(token, invitation, None, new_id(), name.strip(), hashed, language)
    outcome = await sign_in(invitation.email, password, membership_id, browser=browser)
    return Accepted(invitation.email, membership_id, outcome)


async def accept_as_known(token: str, *, password: str, code: str | None, browser: Browser) -> Accepted | CodeNeeded:
    """Let the person who has this address join, for their password and, where they have one, a code; sign them in.

    Raises LinkOver, TooManyTries, InvalidCredentials, CodeRefused.
    """
    invitation = await invitation_of(token)
    known = await known_person(invitation.email, password, browser.device)
    if not known.has_second_factor:
        await known.went_well(cleared=True)
        membership_id = await _joined(token, invitation, known.person_id, None, None, None, None)
        outcome = await sign_in(invitation.email, password, membership_id, browser=browser)
        return Accepted(invitation.email, membership_id, outcome)
    if code is None:
        await known.went_well(cleared=False)
        return CodeNeeded()
    told = [AuditKind.RECOVERY_CODE_USED] if await known.prove(code) else []
    await known.went_well(cleared=True)
    membership_id = await _joined(token, invitation, known.person_id, None, None, None, None)
    door = Door(invitation.organization_id, membership_id, new_id())
    signed_in = await open_session(door, browser, clock.now(), *told, AuditKind.SIGNED_IN, email=known.email)
    return Accepted(invitation.email, membership_id, signed_in)


async def _joined(token: str, invitation: OpenInvitation, *who: object) -> UUID:
    invitation_id = key_of(token)
    async with transaction(Door(invitation.organization_id)):
        # What the sender may give is asked once more, while nobody's rights change.
        await lock_rights(invitation.organization_id)
        await invitation_of(token)
        row = await database.row(
            "SELECT door_accept_invitation($1, $2, $3, $4, $5, $6, $7, $8) AS membership_id",
            invitation_id,
            new_id(),
            clock.now(),
            *who,
        )
        membership_id: UUID | None = row["membership_id"] if row else None
        if membership_id is None:
            raise LinkOver
        wake_after_commit(Wakeup("access", membership_id, (invitation.organization_id,)))
        door = Door(invitation.organization_id)
        subject = Subject(SubjectType.INVITATION, invitation_id, invitation.email)
        await audit.record(door, AuditKind.INVITATION_ACCEPTED, subject, details={"role": invitation.role.value})
    return membership_id
