"""Chains of the audit log as the owner of the database sees them, and ways to tamper with them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType


async def told(actor: Actor, name: str = "Équipe Nantes") -> UUID:
    """One event in the chain of the actor's organization."""
    async with transaction(actor):
        return await audit.record(actor, AuditKind.TEAM_CREATED, Subject(SubjectType.TEAM, None, name))


async def chain_of(urls: DatabaseUrls, organization_id: UUID) -> list[dict[str, Any]]:
    """The events of an organization, in their order."""
    owner = await asyncpg.connect(urls.owner)
    try:
        sql = "SELECT * FROM audit_events WHERE organization_id = $1 ORDER BY sequence"
        return [dict(row) for row in await owner.fetch(sql, organization_id)]
    finally:
        await owner.close()


@asynccontextmanager
async def unguarded(urls: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    """The owner's connection with the triggers of the log off; they are on again afterwards."""
    owner = await asyncpg.connect(urls.owner)
    try:
        await owner.execute("ALTER TABLE audit_events DISABLE TRIGGER USER")
        yield owner
        for name in ("append_only_rows", "append_only_table"):
            await owner.execute(f"ALTER TABLE audit_events ENABLE ALWAYS TRIGGER {name}")
    finally:
        await owner.close()
