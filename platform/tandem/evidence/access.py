"""Which bundles an actor reaches: those that the actor's own organization asked for."""

from uuid import UUID

from tandem.casefiles import access as case_files
from tandem.evidence.errors import EvidenceBundleNotFound
from tandem.evidence.models import EvidenceBundle
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached
from tandem_policies.vocabulary import Relation


async def bundle_for(actor: Actor, bundle_id: UUID) -> Reached[EvidenceBundle]:
    """One bundle to read, in the open transaction. Raises EvidenceBundleNotFound."""
    relation = case_files.reach(actor).relation
    row = await EvidenceBundle.get_or_none(id=bundle_id, organization_id=actor.organization_id)
    if row is None or relation is Relation.NONE:
        raise EvidenceBundleNotFound(field="bundleId")
    return Reached(row, relation)


async def bundle_for_update(scope: System, bundle_id: UUID) -> EvidenceBundle:
    """One bundle, locked until the commit. Raises EvidenceBundleNotFound."""
    row = await EvidenceBundle.filter(id=bundle_id, organization_id=scope.organization_id).select_for_update().first()
    if row is None:
        raise EvidenceBundleNotFound(field="bundleId")
    return row
