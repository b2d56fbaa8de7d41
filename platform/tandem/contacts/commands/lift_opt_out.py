"""Ending an opt-out that the person withdrew, or that nobody meant."""

from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import ContactPoint
from tandem.contacts import opt_outs
from tandem.contacts.errors import OptOutNotFound
from tandem.contacts.models import Channel
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def lift_opt_out(actor: Actor, case_file_id: UUID, contact_point_id: UUID, *, channel: Channel) -> ContactPoint:
    """Let a channel reach an address again. Raises CaseFileNotFound, ContactPointNotFound, OptOutNotFound."""
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.OPT_OUT_WRITE)
        point = await casefiles.contact_point_for(reached.row, contact_point_id)
        if not await opt_outs.lift(actor, reached.row.agency_id, channel, point.value):
            raise OptOutNotFound(field="contactPointId")
    return point
