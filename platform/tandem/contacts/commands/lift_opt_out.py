"""Ending an opt-out that the person withdrew, or that nobody meant."""

from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import ContactPoint
from tandem.contacts import opt_outs
from tandem.contacts.consents import LONGEST
from tandem.contacts.errors import OptOutNotFound
from tandem.contacts.models import Channel
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def lift_opt_out(
    actor: Actor, case_file_id: UUID, contact_point_id: UUID, *, channel: Channel, evidence: str
) -> ContactPoint:
    """Let a channel reach an address again, for every creditor of the agency, and write who did into the audit log.

    `evidence` says where it stands that the person wants it: the words, the paper, the call. Raises CaseFileNotFound,
    NotPermitted, ContactPointNotFound, OptOutNotFound, InvalidInput.
    """
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.OPT_OUT_LIFT)
        case_file = reached.row
        point = await casefiles.contact_point_for(case_file, contact_point_id)
        words = evidence.strip()
        if not 0 < len(words) <= LONGEST:
            raise InvalidInput("evidence", words[:50], "text")
        if not await opt_outs.lift(actor, case_file.agency_id, channel, point.value, source="told", evidence=words):
            raise OptOutNotFound(field="contactPointId")
        subject = Subject(SubjectType.CASE_FILE, case_file.id, case_file.reference)
        await audit.record(actor, AuditKind.CONTACT_OPT_OUT_LIFTED, subject, details={"channel": channel.value})
    return point
