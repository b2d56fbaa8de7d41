"""API tokens: made for oneself, shown once; an administrator revokes any of the organization."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.kit import clock, database
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.organizations.roles.granting import authorized_now
from tandem.organizations.sign_in import hash_of
from tandem.people.errors import ApiTokenNotFound
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token with its secret, which nobody sees again."""

    id: UUID
    secret: str


async def create_token(actor: Actor, name: str, *, expires_on: date) -> NewToken:
    """A token that acts as the actor's own membership until the end of that day, a year from now at most.

    Nobody makes one that acts as somebody else, and no token makes another. Raises NotPermitted, InvalidInput.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.API_TOKEN_CREATE)
        if not 0 < len(name.strip()) <= 100:
            raise InvalidInput("name", name, "text")
        if not clock.today() <= expires_on <= clock.today() + LONGEST:
            raise InvalidInput("expiresOn", expires_on, "day_within_a_year")
        token = NewToken(new_id(), f"tandem_{secrets.token_urlsafe(32)}")
        await database.execute(
            "INSERT INTO api_tokens (id, secret_hash, membership_id, name, created_at, expires_at) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            token.id,
            hash_of(token.secret),
            actor.membership_id,
            name.strip(),
            clock.now(),
            _end_of(expires_on),
        )
        subject = Subject(SubjectType.API_TOKEN, token.id, name.strip())
        await audit.record(actor, AuditKind.API_TOKEN_CREATED, subject, details={"person": actor.person_name})
    return token


async def revoke_token(actor: Actor, token_id: UUID) -> None:
    """End a token of the organization at once, whosever it is. Raises ApiTokenNotFound, also for one that ended."""
    async with transaction(actor):
        authorize(actor, Relation.OWN, Permission.API_TOKEN_REVOKE)
        revoked = await database.rows(
            "UPDATE api_tokens SET revoked_at = $2 FROM memberships m JOIN people p ON p.id = m.person_id "
            "WHERE api_tokens.id = $1 AND revoked_at IS NULL AND m.id = api_tokens.membership_id "
            "AND m.organization_id = $3 RETURNING api_tokens.name, p.name AS person",
            token_id,
            clock.now(),
            actor.organization_id,
        )
        if not revoked:
            raise ApiTokenNotFound(field="tokenId")
        wake_after_commit(Wakeup("access", token_id, (actor.organization_id,)))
        subject = Subject(SubjectType.API_TOKEN, token_id, revoked[0]["name"])
        await audit.record(actor, AuditKind.API_TOKEN_REVOKED, subject, details={"person": revoked[0]["person"]})


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo("Europe/Paris"))
