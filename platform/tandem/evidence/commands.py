"""Asking for an evidence bundle, and fetching it."""

from uuid import UUID

from tandem.casefiles import access as case_files
from tandem.casefiles.models import CaseFile
from tandem.evidence import access
from tandem.evidence.errors import EvidenceBundleNotFound, EvidenceBundleUnderWay
from tandem.evidence.models import UNDER_WAY, BundleState, EvidenceBundle
from tandem.kit import clock, texts
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.texts import LOCALES
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.outbox import emit
from tandem_policies.permission import Permission


async def make_evidence_bundle(
    actor: Actor, case_file_id: UUID, *, locale: str, include_own_side: bool
) -> EvidenceBundle:
    """Ask for the bundle of a case file in French (`fr`) or English (`en`); the worker makes it.

    With `include_own_side` what only the actor's side may see is in it too: then it is not for the other side's eyes.
    The event is recorded when the bundle is there, with its hash. Raises EvidenceBundleUnderWay, InvalidInput.
    """
    async with transaction(actor):
        reached = await case_files.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.EVIDENCE_CREATE)
        if locale not in LOCALES:
            raise InvalidInput("locale", locale, "language")
        mine = EvidenceBundle.filter(organization_id=actor.organization_id, case_file_id=case_file_id)
        if await mine.filter(state__in=UNDER_WAY).exists():
            raise EvidenceBundleUnderWay
        bundle = await EvidenceBundle.create(
            organization_id=actor.organization_id,
            case_file_id=case_file_id,
            agency_id=reached.row.agency_id,
            creditor_id=reached.row.creditor_id,
            membership_id=actor.membership_id,
            requested_by=actor.person_name,
            locale=locale,
            includes_own_side=include_own_side,
            state=BundleState.ASKED,
            requested_at=clock.now(),
        )
        await emit(actor, "evidence.make", {"bundle_id": str(bundle.id)})
        subject = Subject(SubjectType.EVIDENCE, bundle.id, reached.row.reference)
        await audit.record(actor, AuditKind.EVIDENCE_REQUESTED, subject, details={"own_side": bundle.includes_own_side})
    return bundle


async def download_evidence(actor: Actor, bundle_id: UUID, *, form: str) -> tuple[EvidenceBundle, str]:
    """A bundle whose files the actor may fetch now, and the name to save them under, without its ending; told in the
    audit log with the `form` that is fetched: pdf or zip.

    Raises EvidenceBundleNotFound, NotPermitted.
    """
    async with transaction(actor):
        reached = await access.bundle_for(actor, bundle_id)
        authorize(actor, reached, Permission.EVIDENCE_READ)
        if reached.row.state is not BundleState.READY:
            raise EvidenceBundleNotFound(field="bundleId")
        case_file = await CaseFile.get(id=reached.row.case_file_id)
        subject = Subject(SubjectType.EVIDENCE, bundle_id, case_file.reference)
        await audit.record(actor, AuditKind.EVIDENCE_DOWNLOADED, subject, details={"form": form})
    name = texts.render("evidence.file.archive", reached.row.locale, reference=case_file.reference)
    return reached.row, name
