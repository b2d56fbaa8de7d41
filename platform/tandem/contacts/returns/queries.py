"""Finding a letter by what is printed on it."""

from tandem.casefiles import access as casefiles
from tandem.contacts.models import ContactAttempt
from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def letter_by_reference(actor: Actor, reference: str) -> ContactAttempt | None:
    """The agency's letter of this reference, in any case and with spaces around it; None out of reach, or nowhere.

    Raises NotPermitted.
    """
    side = side_of(actor)
    authorize(actor, side, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    reach = casefiles.reach(actor)
    async with reading(actor):
        found = await database.row(
            "SELECT a.id FROM contact_attempts a JOIN case_files cf ON cf.id = a.case_file_id "
            f"WHERE {reach.sql} AND a.agency_id = $2 AND upper(a.letter_reference) = upper($3) "
            "ORDER BY a.posted_on IS NULL, a.created_at DESC LIMIT 1",
            *reach.args,
            actor.organization_id,
            reference.strip(),
        )
        return await ContactAttempt.get(id=found["id"]) if found else None
