"""Ending a legal hold: erasure and retention take their course again."""

from dataclasses import replace
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.privacy import access
from tandem.privacy.errors import LegalHoldEnded
from tandem.privacy.events import LegalHoldReleased
from tandem.privacy.models import LegalHold
from tandem.privacy.sides import own_chain
from tandem.timeline import record
from tandem_policies.permission import Permission


async def release_legal_hold(actor: Actor, legal_hold_id: UUID) -> LegalHold:
    """End a hold that one's own organization placed. Raises LegalHoldNotFound, LegalHoldEnded."""
    async with transaction(actor):
        hold = await access.legal_hold_for_update(actor, legal_hold_id)
        authorize(actor, side_of(actor), Permission.LEGAL_HOLD_RELEASE)
        if hold.released_at is not None:
            raise LegalHoldEnded
        person = (await access.person_for_update(actor, hold.debtor_id)).row
        ended = replace(
            hold, released_at=clock.now(), released_by=actor.person_name, released_by_id=actor.membership_id
        )
        await database.execute(
            "UPDATE legal_holds SET released_at = $2, released_by = $3, released_by_id = $4 WHERE id = $1",
            hold.id,
            ended.released_at,
            ended.released_by,
            ended.released_by_id,
        )
        for case_file in sorted(person.case_files, key=lambda each: each.id):
            if case_file.erased_at is None:
                await record(actor, case_file, LegalHoldReleased(hold.id), chain=own_chain(side_of(actor)))
        subject = Subject(SubjectType.LEGAL_HOLD, hold.id, person.case_files[0].reference)
        await audit.record(actor, AuditKind.LEGAL_HOLD_RELEASED, subject)
    return ended
