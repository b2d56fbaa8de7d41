"""Reads of evidence bundles, for the organization that asked for them."""

from collections.abc import Iterable
from uuid import UUID

from tandem.casefiles.parts import Parts, parts_by_case_file, parts_by_id
from tandem.evidence.models import EvidenceBundle
from tandem.kit import texts
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_policies.permission import Permission

BUNDLES = Parts("evidence_bundles", "{row}.requested_at DESC, {row}.id DESC")


async def bundles_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[EvidenceBundle]]:
    """The bundles that the actor's organization asked for, newest first; none for who may not read them."""
    wanted = list(case_file_ids)
    if not may(actor, side_of(actor), Permission.EVIDENCE_READ):
        return {case_file_id: [] for case_file_id in wanted}
    found = await parts_by_case_file(actor, EvidenceBundle, BUNDLES, wanted)
    own = actor.organization_id
    return {key: [bundle for bundle in bundles if bundle.organization_id == own] for key, bundles in found.items()}


async def bundles_by_id(actor: Actor, bundle_ids: Iterable[UUID]) -> dict[UUID, EvidenceBundle]:
    """Those of the bundles that the actor may read: its own organization's."""
    if not may(actor, side_of(actor), Permission.EVIDENCE_READ):
        return {}
    found = await parts_by_id(actor, EvidenceBundle, BUNDLES, bundle_ids)
    return {key: bundle for key, bundle in found.items() if bundle.organization_id == actor.organization_id}


def problem_of(bundle: EvidenceBundle, locale: str) -> str | None:
    """Why a bundle could not be made, in the reader's language."""
    return texts.render(f"evidence.problem.{bundle.problem.value}", locale) if bundle.problem else None
