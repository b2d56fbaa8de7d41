"""Ending every refusal of a person who asked to be reached nowhere, and wants to be reached again."""

from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import Party
from tandem.contacts import altogether, opt_outs
from tandem.contacts.consents import LONGEST
from tandem.contacts.errors import OptOutNotFound
from tandem.contacts.models import OptOut
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def lift_every_opt_out(actor: Actor, case_file_id: UUID, party_id: UUID, *, evidence: str) -> Party:
    """Let a person who refused everything be reached again: at every address of theirs that the agency has, for every
    creditor, and at those that come later. The audit log has who did.

    `evidence` says where it stands that the person wants it. Raises CaseFileNotFound, NotPermitted, PartyNotFound,
    OptOutNotFound when the person did not refuse everything, InvalidInput.
    """
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.OPT_OUT_LIFT)
        case_file = reached.row
        party = await casefiles.party_for(case_file, party_id)
        words = evidence.strip()
        if not 0 < len(words) <= LONGEST:
            raise InvalidInput("evidence", words[:50], "text")
        if not await altogether.end(case_file.agency_id, party.id):
            raise OptOutNotFound(field="partyId")
        theirs = await altogether.addresses_of_person(case_file.agency_id, party.id)
        found = await OptOut.filter(
            agency_id=case_file.agency_id, address__in=[address for _, address in theirs], lifted_at=None
        )
        refused = sorted({(one.channel, one.address) for one in found} & set(theirs))
        subject = Subject(SubjectType.CASE_FILE, case_file.id, case_file.reference)
        many = len({address for _, address in refused})
        await audit.record(actor, AuditKind.CONTACT_REFUSED_NO_MORE, subject, details={"addresses": many})
        await opt_outs.lift_each(actor, case_file.agency_id, refused, source="told", evidence=words)
    return party
