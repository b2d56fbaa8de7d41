"""Which placement batches and uploads an actor reaches, and in what relation."""

from uuid import UUID

from tortoise.expressions import Q

from tandem.casefiles.errors import UploadNotFound
from tandem.casefiles.models import Upload
from tandem.kit import clock
from tandem.organizations.access import mine, side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import Reached
from tandem.organizations.models import CaseScope, Mandate
from tandem.placements.errors import PlacementFileUsed, PlacementNotFound
from tandem.placements.models import PlacementBatch, PlacementState
from tandem_policies.vocabulary import Relation

# What the agency sees: nothing before the creditor has confirmed it and it was written.
PLACED = (PlacementState.SUBMITTED, PlacementState.ACCEPTED)


def batches_of(actor: Actor) -> Q:
    """The batches of the actor's creditor or group, or those placed with the actor's agency.

    A batch counts everybody's case files: whoever reaches a part of the agency reaches none.
    """
    if actor.case_scope is not CaseScope.ALL:
        return Q(id__in=[])
    reach = mine(actor)
    return reach & Q(state__in=PLACED) if side_of(actor) is Relation.AGENCY else reach


async def batch_for(actor: Actor, batch_id: UUID) -> Reached[PlacementBatch]:
    """One batch to read. Raises PlacementNotFound outside the actor's reach."""
    return _reached(actor, await PlacementBatch.filter(batches_of(actor), id=batch_id).first())


async def batch_for_update(actor: Actor, batch_id: UUID) -> Reached[PlacementBatch]:
    """One batch, locked until the commit. Raises PlacementNotFound outside the actor's reach."""
    return _reached(actor, await PlacementBatch.filter(batches_of(actor), id=batch_id).select_for_update().first())


async def upload_for(actor: Actor, upload_id: UUID) -> Reached[Upload]:
    """A file that the actor's organization sent, for no case file. Raises UploadNotFound."""
    return _reached_upload(actor, await Upload.filter(_sent_by(actor), id=upload_id).first())


async def unused_upload_for_update(actor: Actor, upload_id: UUID) -> Reached[Upload]:
    """The same, kept and of no batch, locked until the commit. Raises UploadNotFound, PlacementFileUsed."""
    sent = Upload.filter(_sent_by(actor), id=upload_id, swept_at=None).exclude(storage_key="")
    upload = _reached_upload(actor, await sent.select_for_update().first())
    if await PlacementBatch.filter(upload_id=upload_id).exists():
        raise PlacementFileUsed(field="uploadId")
    return upload


def is_in_force(mandate: Mandate) -> bool:
    """Whether something can be placed under it today: signed (R124-3 asks for writing), begun and not ended."""
    today = clock.today()
    begun = mandate.signed_on is not None and mandate.starts_on <= today
    return begun and (mandate.ends_on is None or today <= mandate.ends_on)


def _sent_by(actor: Actor) -> Q:
    return Q(organization_id=actor.organization_id, case_file_id__isnull=True)


def _reached_upload(actor: Actor, upload: Upload | None) -> Reached[Upload]:
    if upload is None:
        raise UploadNotFound(field="uploadId")
    return Reached(upload, side_of(actor))


def _reached(actor: Actor, batch: PlacementBatch | None) -> Reached[PlacementBatch]:
    if batch is None:
        raise PlacementNotFound(field="batchId")
    return Reached(batch, side_of(actor))
