"""What follows from a wish to be reached nowhere once it is kept: addresses that came meanwhile, and the timeline."""

from uuid import UUID

from tandem.casefiles.wishes import recall_wishes
from tandem.contacts import opt_outs
from tandem.contacts.altogether import addresses_of_person
from tandem.contacts.models import Channel, OptOut
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater, emit

# Written by the door that refuses an address (`door_refuse_altogether`): a creditor who adds it learns nothing.
TELL = "contacts.tell_refused"
LOOK = "contacts.refuse_meanwhile"
_BUSY = 5.0  # seconds


async def look_again(acting: System, party_id: UUID) -> None:
    """Have the worker look for addresses of this person that were being added while they refused everything."""
    await emit(acting, LOOK, {"party_id": str(party_id)})


async def refuse_meanwhile(scope: System, party_id: UUID, job: Job) -> None:
    """Refuse addresses that neither the wish saw nor whoever added them, since each was not committed for the other.

    Raises RetryLater while somebody adds addresses to a case file of the agency.
    """
    agency_id = scope.organization_id
    async with transaction(scope):
        alone = await database.row(_ALONE, f"tandem.altogether {agency_id}")
        if not (alone and alone["mine"]):
            raise RetryLater(_BUSY)
        await recall_wishes(agency_id, {address for _, address in await addresses_of_person(agency_id, party_id)})
        await job.done()


async def tell_refused(scope: System, channel: Channel, address: str, job: Job) -> None:
    """Tell the agency's timeline of an address that was refused as it came, unless it is reached again by now."""
    async with transaction(scope):
        await job.done()
        if await OptOut.exists(agency_id=scope.organization_id, channel=channel, address=address, lifted_at=None):
            await opt_outs.tell_refused(scope, scope.organization_id, [(channel, address)])


# Those who add addresses share it (`door_refuse_altogether`).
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine"
