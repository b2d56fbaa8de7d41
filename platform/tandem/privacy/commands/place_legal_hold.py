"""Keeping what is stored about a person, for a lawsuit or an inquiry, against erasure and retention."""

from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.privacy import access
from tandem.privacy.commands.request_erasure import require_none_waiting
from tandem.privacy.errors import LegalHoldInForce, PersonAlreadyErased
from tandem.privacy.events import LegalHoldPlaced
from tandem.privacy.models import LegalHold
from tandem.privacy.sides import own_chain
from tandem.timeline import record
from tandem_policies.permission import Permission

_REASON = 2_000  # characters


async def place_legal_hold(actor: Actor, debtor_id: UUID, *, reason: str) -> LegalHold:
    """Hold everything of a person back from erasure, told on the own side of each case file.

    Raises PersonNotFound, PersonAlreadyErased, ErasureUnderWay, LegalHoldInForce, InvalidInput for the reason.
    """
    async with transaction(actor):
        reached = await access.person_for_update(actor, debtor_id)
        authorize(actor, reached, Permission.LEGAL_HOLD_PLACE)
        person, words = reached.row, reason.strip()
        if not words:
            raise InvalidInput("reason", reason, "text")
        if len(words) > _REASON:
            raise InvalidInput("reason", reason, "legal_hold_reason")
        if person.is_erased:
            raise PersonAlreadyErased(field="debtorId")
        await require_none_waiting(debtor_id)
        hold_id = new_id()
        placed = await database.rows(
            "INSERT INTO legal_holds (id, agency_id, creditor_id, debtor_id, organization_id, reason, placed_at, "
            "placed_by, placed_by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
            "ON CONFLICT (debtor_id, organization_id) WHERE released_at IS NULL DO NOTHING RETURNING id",
            hold_id,
            person.debtor.agency_id,
            person.debtor.creditor_id,
            debtor_id,
            actor.organization_id,
            words,
            clock.now(),
            actor.person_name,
            actor.membership_id,
        )
        if not placed:
            raise LegalHoldInForce(field="debtorId")
        hold = await access.legal_hold_for_update(actor, hold_id)
        for case_file in sorted(person.case_files, key=lambda each: each.id):
            if case_file.erased_at is None:
                await record(
                    actor, case_file, LegalHoldPlaced(hold_id, reason=words), chain=own_chain(reached.relation)
                )
        subject = Subject(SubjectType.LEGAL_HOLD, hold_id, person.case_files[0].reference)
        await audit.record(actor, AuditKind.LEGAL_HOLD_PLACED, subject)
    return hold
