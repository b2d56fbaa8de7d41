"""Keeping how far somebody has read a case file's timeline."""

from collections.abc import Mapping
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.models import CaseFile
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain
from tandem.timeline.readings import mark_read
from tandem_policies.permission import Permission


async def mark_timeline_read(actor: Actor, case_file_id: UUID, *, heights: Mapping[Chain, int]) -> CaseFile:
    """The actor has read each chain up to a sequence. No event: who reads what is nobody else's business.

    Raises CaseFileNotFound, and InvalidInput for a sequence that is none.
    """
    async with transaction(actor):
        reached = await access.case_file_for(actor, case_file_id)
        authorize(actor, reached, Permission.TIMELINE_READ)
        await mark_read(actor, case_file_id, heights)
    return reached.row
