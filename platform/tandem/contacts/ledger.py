"""What the people of a case file said about being reached, as the agency's panel shows it."""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.errors import CaseFileNotFound
from tandem.contacts.altogether import RefusedAltogether, in_force
from tandem.contacts.consents import ConsentEntry, entries_of
from tandem.contacts.preferences import Preference, preferences_of
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries and preferences of all addresses of a case file, the newest first; `nowhere`: who refused everything."""

    entries: list[ConsentEntry]
    preferences: list[Preference]
    nowhere: list[RefusedAltogether]


async def ledger_for(actor: Actor, case_file_id: UUID) -> Ledger | None:
    """The ledger of a case file; None out of reach. Raises NotPermitted: it is the agency's alone.

    What was said on another creditor's case is in it, since it binds here too; nothing in an entry names that creditor.
    """
    authorize(actor, side_of(actor), Permission.OPT_OUT_READ)
    async with reading(actor):
        try:
            case_file = (await casefiles.case_file_for(actor, case_file_id)).row
        except CaseFileNotFound:
            return None
        return Ledger(
            await entries_of(case_file.agency_id, case_file_id),
            await preferences_of(case_file.agency_id, case_file_id),
            await in_force(case_file.agency_id, case_file_id),
        )
