"""One's own account: name and language, password, second factor. Only from a browser that is signed in."""

from collections.abc import Sequence
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.errors import InvalidInput
from tandem.kit.texts import LOCALES
from tandem.kit.wakeups import Wakeup
from tandem.organizations import audit, passwords, second_factor, sessions
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind
from tandem.organizations.credentials import Known, known_person
from tandem.organizations.devices import Device
from tandem.organizations.elsewhere import tell_elsewhere
from tandem.organizations.second_factor import Enrolment
from tandem.organizations.sign_in import SignedIn
from tandem.outbox.emit import emit
from tandem.people.errors import NoSecondFactor, SecondFactorRequired, SecondFactorThere
from tandem.people.mails import Notice
from tandem.people.queries import own_second_factor


async def change_profile(actor: Actor, *, name: str | None = None, locale: str | None = None) -> None:
    """The name that others read, and the language of screens and e-mails; None leaves what is. Raises InvalidInput."""
    name = name.strip() if name is not None else None
    if name is not None and not 0 < len(name) <= 200:
        raise InvalidInput("name", name, "text")
    if locale is not None and locale not in LOCALES:
        raise InvalidInput("locale", locale, "language")
    async with transaction(actor):
        await database.rows("SELECT door_change_profile($1, $2)", name, locale)
        wake_after_commit(Wakeup("access", actor.person_id, ()))


async def change_password(
    actor: Actor, *, current: str, password: str, code: str | None = None, device: Device | None = None
) -> SignedIn:
    """A new password, for the present one: all sessions of the person end, and another one follows the acting one.

    Returns that one's secret. Raises TooManyTries, InvalidCredentials, CodeRefused (a second factor is asked for too),
    PasswordTooShort, PasswordTooWeak; SignedOut when the acting session was over meanwhile: then nothing has changed.
    """
    known = await _proven(actor, current, code, device)
    await passwords.require_strong(password, actor.person_name, actor.person_email, actor.organization_name)
    hashed = await passwords.hash_password(password)
    async with transaction(actor):
        ended = await database.rows(
            "SELECT door_set_password($1, $2, $3, $4) AS id", known.person_id, hashed, clock.now(), actor.session_id
        )
        wake_ended([row["id"] for row in ended])
        renewed = await sessions.replace(actor, keeps_factor=True)
        await _tell(actor, Notice.PASSWORD_CHANGED, AuditKind.PASSWORD_CHANGED)
    return renewed


async def begin_second_factor(actor: Actor) -> Enrolment:
    """What an authenticator is given; nothing is on before a code of it was shown. Raises SecondFactorThere."""
    async with transaction(actor):
        enrolment = await second_factor.begin(actor.person_id, actor.person_email)
    if enrolment is None:
        raise SecondFactorThere
    return enrolment


async def confirm_second_factor(
    actor: Actor, *, current: str, code: str, device: Device | None = None
) -> tuple[Sequence[str], SignedIn]:
    """Turn it on by its first code and the password; returns the recovery codes, which are shown this once.

    All sessions end; with the codes comes the secret of the one that follows the acting one. Raises TooManyTries,
    InvalidCredentials, CodeRefused, and SignedOut when that was over: then nothing has changed.
    """
    known = await known_person(actor.person_email, current, device)
    async with transaction(actor):
        codes = await second_factor.confirm(actor.person_id, code)
        renewed = await sessions.replace(actor, keeps_factor=False, factor_at=clock.now())
        await _tell(actor, Notice.SECOND_FACTOR_ENABLED, AuditKind.SECOND_FACTOR_ENABLED)
    await known.went_well(cleared=True)
    return codes, renewed


async def remove_second_factor(actor: Actor, *, current: str, code: str, device: Device | None = None) -> SignedIn:
    """Turn it off, for password and code: all sessions end, and another one follows the acting one.

    Returns that one's secret. Raises TooManyTries, InvalidCredentials, CodeRefused, NoSecondFactor,
    SecondFactorRequired, and SignedOut when the acting session was over meanwhile: then nothing has changed.
    """
    if (await own_second_factor(actor)).required:
        raise SecondFactorRequired
    await _proven(actor, current, code, device, needs_code=True)
    async with transaction(actor):
        found = await database.row("SELECT door_remove_second_factor($1) AS outcome", actor.membership_id)
        if found and found["outcome"] == "required":
            raise SecondFactorRequired
        renewed = await sessions.replace(actor, keeps_factor=False)
        await _tell(actor, Notice.SECOND_FACTOR_DISABLED, AuditKind.SECOND_FACTOR_DISABLED)
    return renewed


async def renew_recovery_codes(actor: Actor, *, current: str, code: str, device: Device | None = None) -> Sequence[str]:
    """Ten new codes in the place of all others, for password and code.

    Raises TooManyTries, InvalidCredentials, CodeRefused, NoSecondFactor.
    """
    await _proven(actor, current, code, device, needs_code=True)
    async with transaction(actor):
        codes = await second_factor.renew_codes(actor.person_id)
        await _tell(actor, None, AuditKind.RECOVERY_CODES_RENEWED)
    return codes


def wake_ended(sessions: Sequence[UUID]) -> None:
    """Open pages of ended sessions end after the commit of the open transaction."""
    for session_id in sessions:
        wake_after_commit(Wakeup("access", session_id, ()))


async def _proven(
    actor: Actor, current: str, code: str | None, device: Device | None, *, needs_code: bool = False
) -> Known:
    known = await known_person(actor.person_email, current, device)
    if known.has_second_factor:
        await known.prove(code or "")
    elif needs_code:
        await known.went_well(cleared=True)
        raise NoSecondFactor
    await known.went_well(cleared=True)
    return known


async def _tell(actor: Actor, notice: Notice | None, kind: AuditKind) -> None:
    """The person by e-mail, where there is a notice, and the log of each organization: all with the change."""
    if notice:
        await emit(actor, "people.notice", {"membership_id": str(actor.membership_id), "notice": notice.value})
    await tell_elsewhere(actor.membership_id, kind)
    await audit.record(actor, kind)
