"""An opt-out told to the agency, or a provisional one that a person has read and confirms."""

from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import ContactPoint
from tandem.contacts import opt_outs
from tandem.contacts.commands.plan_contact import SUITABLE
from tandem.contacts.consents import LONGEST
from tandem.contacts.errors import ContactPointUnsuitable
from tandem.contacts.models import Channel
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def record_opt_out(
    actor: Actor, case_file_id: UUID, contact_point_id: UUID, *, channel: Channel, evidence: str | None = None
) -> ContactPoint:
    """Stop a channel to an address for every creditor of the agency, at once. Recording it again changes nothing.

    `evidence` says how the person told us, for the ledger.

    Raises CaseFileNotFound, ContactPointNotFound, ContactPointUnsuitable.
    """
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.OPT_OUT_WRITE)
        point = await casefiles.contact_point_for(reached.row, contact_point_id)
        if point.kind is not SUITABLE[channel]:
            raise ContactPointUnsuitable(field="channel")
        words = (evidence or "").strip()[:LONGEST] or None
        await opt_outs.opt_out(actor, reached.row.agency_id, channel, point.value, source="told", evidence=words)
    return point
