"""The evidence bundle of a case file: one PDF to read and one archive that proves it, made for one organization."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from tandem.kit.fields import id_field, nullable_enum, word


class BundleState(StrEnum):
    """EXPIRED: the files were deleted, the event that names their hashes stays."""

    ASKED = "asked"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


class BundleStep(StrEnum):
    """What is being done now, for whoever waits."""

    READING = "reading"
    FETCHING = "fetching"
    SETTING = "setting"
    PACKING = "packing"


class BundleProblem(StrEnum):
    """Why a bundle could not be made; its sentence is the text `evidence.problem.<value>`."""

    TOO_LARGE = "too_large"
    RECORDS_DISAGREE = "records_disagree"
    UNEXPECTED = "unexpected"


# The worker has it, or will have it.
UNDER_WAY = (BundleState.ASKED, BundleState.MAKING)


class EvidenceBundle(Model):
    """One bundle: seen by the organization that asked for it and by nobody else."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id = fields.UUIDField(db_index=True)
    # Who asked: an organization, and the member whose name stands on the cover.
    organization_id = fields.UUIDField()
    membership_id = fields.UUIDField()
    requested_by = fields.CharField(max_length=200)
    locale = word(2)
    # The chain that belongs to the asking side alone is in it too.
    includes_own_side = fields.BooleanField(default=False)
    state = fields.CharEnumField(BundleState, max_length=10)
    progress = fields.IntField(default=0)
    step: BundleStep | None = nullable_enum(BundleStep, 10)
    problem: BundleProblem | None = nullable_enum(BundleProblem, 20)
    exhibit_count = fields.IntField(null=True)
    event_count = fields.IntField(null=True)
    pdf_key = fields.CharField(max_length=200, null=True)
    pdf_size = fields.BigIntField(null=True)
    pdf_sha256 = fields.CharField(max_length=64, null=True)
    zip_key = fields.CharField(max_length=200, null=True)
    zip_size = fields.BigIntField(null=True)
    zip_sha256 = fields.CharField(max_length=64, null=True)
    requested_at = fields.DatetimeField()
    made_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "evidence_bundles"


def folder_of(bundle: EvidenceBundle) -> str:
    """Where the files of a bundle are kept, below the folder of its case file."""
    return f"evidence/{bundle.case_file_id}/{bundle.id}"
