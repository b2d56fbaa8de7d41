"""What the command line does besides running processes: seed and token."""

import secrets
from uuid import UUID

import asyncpg
from rich.console import Console

from tandem.entrypoints import demo
from tandem.entrypoints.demo.stories import tell_stories
from tandem.entrypoints.orm import plain_url
from tandem.entrypoints.settings import Environment, Settings, SettingsRefused
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.audit import AuditKind, CommandLine, Subject, SubjectType
from tandem.organizations.sign_in import hash_of

_TOKEN_NAME = "command line"  # noqa: S105 - what it is called
# The membership's organization, for which the transaction acts from here on, and the person's name.
_WHOSE = """
SELECT m.organization_id AS id, p.name, set_config('tandem.organization_id', m.organization_id::text, true)
FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.id = $1
"""


class TokenRefused(Exception):
    """No token can be made; the message is one line for the operator."""


async def seed(settings: Settings, console: Console) -> None:
    """Load the demo cast into a database without any organization; never in production."""
    if settings.env is Environment.PRODUCTION:
        raise SettingsRefused("the demo cast is never loaded with TANDEM_ENV=production")
    owner = await asyncpg.connect(plain_url(_owner(settings)))
    try:
        if await demo.has_organizations(owner):
            console.print("The database has organizations: the demo cast is left alone.")
            return
        await demo.write_organizations(owner)
    finally:
        await owner.close()
    await tell_stories(settings)
    console.print("The demo cast is loaded.")


async def make_token(settings: Settings, email: str, membership: str | None) -> str:
    """An API token of one membership, shown once. Raises TokenRefused when the person or the choice is unclear."""
    owner = await asyncpg.connect(plain_url(_owner(settings)))
    try:
        found = await owner.fetch(
            "SELECT m.id, m.role, o.name FROM memberships m JOIN people p ON p.id = m.person_id "
            "JOIN organizations o ON o.id = m.organization_id WHERE p.email = lower($1) AND m.ended_at IS NULL "
            "ORDER BY o.name",
            email,
        )
        if membership:
            found = [row for row in found if str(row["id"]) == membership]
        if not found:
            raise TokenRefused(f"{email} has no such membership")
        if len(found) > 1:
            choices = "\n".join(f"  --membership {row['id']}  ({row['role']} of {row['name']})" for row in found)
            raise TokenRefused(f"{email} has several memberships; choose one:\n{choices}")
        return await token_of_membership(_owner(settings), found[0]["id"])
    finally:
        await owner.close()


async def token_of_membership(owner_url: str, membership_id: UUID) -> str:
    """Write a new API token of a membership and return its secret; only the hash is kept."""
    secret, token_id = f"tandem_{secrets.token_urlsafe(32)}", new_id()
    owner = await asyncpg.connect(plain_url(owner_url))
    try:
        async with owner.transaction():
            await owner.execute(
                "INSERT INTO api_tokens (id, secret_hash, membership_id, name, created_at) VALUES ($1, $2, $3, $4, $5)",
                token_id,
                hash_of(secret),
                membership_id,
                _TOKEN_NAME,
                clock.now(),
            )
            whose = await owner.fetchrow(_WHOSE, membership_id)
            operator, subject = CommandLine(whose["id"]), Subject(SubjectType.API_TOKEN, token_id, _TOKEN_NAME)
            told = audit.arguments(operator, AuditKind.API_TOKEN_CREATED, subject, {"person": whose["name"]})
            await owner.fetch(audit.APPEND, *told)
    finally:
        await owner.close()
    return secret


def _owner(settings: Settings) -> str:
    settings.needs("database_url")
    if settings.database_url is None:
        raise SettingsRefused("set TANDEM_DATABASE_URL")
    return settings.direct(settings.database_url)
