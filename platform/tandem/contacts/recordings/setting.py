"""Whether an agency records its calls: it does not until an administrator says so, and the audit log tells who did."""

from uuid import UUID

from tandem.contacts.calling.consented import may_be_recorded
from tandem.contacts.models import ContactAttempt
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


async def records_calls(agency_id: UUID) -> bool:
    """Whether an agency records its calls, inside its open transaction."""
    found = await database.row("SELECT enabled FROM recording_settings WHERE agency_id = $1", agency_id)
    return bool(found and found["enabled"])


async def records_call(attempt: ContactAttempt) -> bool:
    """Whether this call is to be recorded: the agency records, and whoever has this number may be.

    Inside the agency's open transaction.
    """
    return await records_calls(attempt.agency_id) and await may_be_recorded(attempt.agency_id, attempt.to_address)


async def recording_is_on(actor: Actor) -> bool:
    """Whether the actor's agency records its calls. Raises NotPermitted."""
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_READ)
    async with reading(actor):
        return await records_calls(actor.organization_id)


async def set_recording(actor: Actor, *, enabled: bool) -> bool:
    """Record the calls of the actor's agency from the next one on, or no longer; what was kept stays as long as it may.

    Raises NotPermitted.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_PLAN)
        authorize(actor, Relation.OWN, Permission.ORGANIZATION_WRITE)
        changed = await database.row(
            _SET, actor.organization_id, enabled, clock.now(), actor.person_name, actor.membership_id
        )
        if changed:
            kind = AuditKind.RECORDING_SWITCHED_ON if enabled else AuditKind.RECORDING_SWITCHED_OFF
            await audit.record(actor, kind, Subject(SubjectType.ORGANIZATION, actor.organization_id))
    return enabled


# Saying what is so already changes nothing and is not told.
_SET = """
INSERT INTO recording_settings AS s (agency_id, enabled, changed_at, changed_by, changed_by_id)
SELECT $1, $2, $3, $4, $5 WHERE $2 OR EXISTS (SELECT FROM recording_settings WHERE agency_id = $1)
ON CONFLICT (agency_id) DO UPDATE SET enabled = $2, changed_at = $3, changed_by = $4, changed_by_id = $5
WHERE s.enabled <> $2 RETURNING s.agency_id
"""
