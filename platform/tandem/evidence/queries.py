"""Reads of evidence bundles, for the organization that asked for them."""

from collections.abc import Iterable
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.evidence import access
from tandem.evidence.errors import EvidenceBundleNotFound
from tandem.evidence.models import BundleState, EvidenceBundle
from tandem.kit import texts
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem_policies.permission import Permission


async def bundles_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[EvidenceBundle]]:
    """The bundles that the actor's organization asked for, newest first; none for who may not read them."""
    found: dict[UUID, list[EvidenceBundle]] = {case_file_id: [] for case_file_id in case_file_ids}
    if not may(actor, side_of(actor), Permission.EVIDENCE_READ):
        return found
    async with reading(actor):
        rows = EvidenceBundle.filter(organization_id=actor.organization_id, case_file_id__in=list(found))
        for bundle in await rows.order_by("-requested_at", "-id"):
            found[bundle.case_file_id].append(bundle)
    return found


async def bundles_by_id(actor: Actor, bundle_ids: Iterable[UUID]) -> dict[UUID, EvidenceBundle]:
    """Those of the bundles that the actor may read: its own organization's."""
    if not may(actor, side_of(actor), Permission.EVIDENCE_READ):
        return {}
    async with reading(actor):
        rows = EvidenceBundle.filter(organization_id=actor.organization_id, id__in=list(bundle_ids))
        return {bundle.id: bundle for bundle in await rows}


async def bundle_to_open(actor: Actor, bundle_id: UUID) -> tuple[EvidenceBundle, str]:
    """A bundle whose files the actor may fetch now, and the name to save them under, without its ending.

    Raises EvidenceBundleNotFound, NotPermitted.
    """
    async with reading(actor):
        reached = await access.bundle_for(actor, bundle_id)
        authorize(actor, reached, Permission.EVIDENCE_READ)
        if reached.row.state is not BundleState.READY:
            raise EvidenceBundleNotFound(field="bundleId")
        case_file = await CaseFile.get(id=reached.row.case_file_id)
    name = texts.render("evidence.file.archive", reached.row.locale, reference=case_file.reference)
    return reached.row, name


def problem_of(bundle: EvidenceBundle, locale: str) -> str | None:
    """Why a bundle could not be made, in the reader's language."""
    return texts.render(f"evidence.problem.{bundle.problem.value}", locale) if bundle.problem else None
