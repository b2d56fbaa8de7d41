"""Which bundles an actor reaches: those that the actor's own organization asked for."""

from uuid import UUID

from tandem.casefiles import access as case_files
from tandem.casefiles.errors import CaseFileNotFound
from tandem.evidence.errors import EvidenceBundleNotFound
from tandem.evidence.models import EvidenceBundle
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached


async def bundle_for(actor: Actor, bundle_id: UUID) -> Reached[EvidenceBundle]:
    """One bundle to read, in the open transaction. Raises EvidenceBundleNotFound."""
    row = await EvidenceBundle.get_or_none(id=bundle_id, organization_id=actor.organization_id)
    if row is None:
        raise EvidenceBundleNotFound(field="bundleId")
    try:
        reached = await case_files.case_file_for(actor, row.case_file_id)
    except CaseFileNotFound:
        raise EvidenceBundleNotFound(field="bundleId") from None
    return Reached(row, reached.relation)


async def bundle_for_update(scope: System, bundle_id: UUID) -> EvidenceBundle:
    """One bundle, locked until the commit. Raises EvidenceBundleNotFound."""
    row = await EvidenceBundle.filter(id=bundle_id, organization_id=scope.organization_id).select_for_update().first()
    if row is None:
        raise EvidenceBundleNotFound(field="bundleId")
    return row
