"""Opening again an address that a provider closed: it is tried again, on a named person's word."""

from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import ContactPoint
from tandem.contacts import reopening
from tandem.contacts.errors import AddressClosedByPerson, AddressClosedByWish, AddressNotClosed
from tandem.contacts.models import OptOut
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission

SHORTEST, LONGEST = 10, 1_000  # characters


async def reopen_address(actor: Actor, case_file_id: UUID, contact_point_id: UUID, *, reason: str) -> ContactPoint:
    """Let a number or an e-mail address that a provider closed be tried again, for every client of the agency.

    It closes again when the provider says so again. Raises CaseFileNotFound, NotPermitted, ContactPointNotFound,
    InvalidInput; AddressClosedByPerson, AddressClosedByWish where it is closed otherwise, AddressNotClosed.
    """
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.CONTACT_POINT_REOPEN)
        case_file = reached.row
        point = await casefiles.contact_point_for(case_file, contact_point_id)
        words = reason.strip()
        if not SHORTEST <= len(words) <= LONGEST:
            raise InvalidInput("reason", words[:50], "reopening_reason")
        closed = await reopening.closed_as(case_file.agency_id, point.value)
        if closed is reopening.Closed.BY_PERSON:
            raise AddressClosedByPerson(field="contactPointId")
        if closed is None:
            await _refuse_otherwise(case_file.agency_id, point)
        subject = Subject(SubjectType.CASE_FILE, case_file.id, case_file.reference)
        await audit.record(actor, AuditKind.ADDRESS_REOPENED, subject, details={"address_kind": point.kind.value})
        await reopening.open_again(actor, case_file.agency_id, point, words)
        await point.refresh_from_db()
    return point


async def _refuse_otherwise(agency_id: UUID, point: ContactPoint) -> None:
    if await OptOut.exists(agency_id=agency_id, address=point.value, lifted_at=None):
        raise AddressClosedByWish(field="contactPointId")
    if await database.row(_NOT_THEIRS, agency_id, point.id):
        raise AddressClosedByPerson(field="contactPointId")
    raise AddressNotClosed(field="contactPointId")


_NOT_THEIRS = "SELECT 1 FROM stop_facts WHERE agency_id = $1 AND contact_point_id = $2 AND ended_on IS NULL"
