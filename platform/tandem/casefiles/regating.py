"""Asking for planned contacts to be looked at again after a fact that may stop them."""

from tandem.casefiles.models import CaseFile
from tandem.organizations.actor import System
from tandem.outbox import emit


async def look_at_contacts_again(case_file: CaseFile) -> None:
    """Have every planned or deferred contact of the case file asked at the gate now.

    Contacts are the agency's, so the job acts for the agency, whichever side causes it.
    """
    await emit(System(case_file.agency_id), "contacts.regate", {"case_file_id": str(case_file.id)})


async def look_around_again(case_file: CaseFile) -> None:
    """The same for every case file of the agency that shares a number or an address with it."""
    await emit(System(case_file.agency_id), "contacts.regate", {"around_case_file_id": str(case_file.id)})
