"""What guards a person's sign-ins guards all of their organizations: the log of each says that it changed."""

from collections.abc import Collection
from uuid import UUID

from tandem.kit import clock, database
from tandem.organizations import audit
from tandem.organizations.audit import AuditKind, Door, Subject, SubjectType


async def tell_elsewhere(membership_id: UUID, kind: AuditKind, tokens: Collection[UUID] = ()) -> None:
    """Have the worker tell the person's other organizations, by a job for each that stands or falls with the open
    transaction, which acts for the membership's own. `tokens`: which API tokens ended with it.

    The relay looks every second, so nobody is woken for it.
    """
    await database.rows(
        "SELECT door_tell_elsewhere($1, $2, $3, $4)", membership_id, kind.value, list(tokens), clock.now()
    )


async def told_here(door: Door, kind: AuditKind, tokens: Collection[UUID]) -> None:
    """Write it into the log of the door's organization as done by the person, inside the open transaction, and of the
    API tokens those that were of this organization.
    """
    ended = await database.rows(
        "SELECT t.id, t.name, p.name AS person FROM api_tokens t JOIN memberships m ON m.id = t.membership_id "
        "JOIN people p ON p.id = m.person_id WHERE t.id = ANY ($1::uuid[]) AND m.organization_id = $2 ORDER BY t.id",
        list(tokens),
        door.organization_id,
    )
    await audit.record(door, kind)
    for token in ended:
        subject = Subject(SubjectType.API_TOKEN, token["id"], token["name"])
        await audit.record(door, AuditKind.API_TOKEN_REVOKED, subject, details={"person": token["person"]})
