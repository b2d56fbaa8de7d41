"""Placement batches: a file of unpaid invoices on its way to becoming case files."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from tandem.casefiles.models import Upload
from tandem.kit.fields import id_field


class PlacementState(StrEnum):
    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKING = "checking"
    CHECKED = "checked"
    COMMITTING = "committing"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ABANDONED = "abandoned"
    FAILED = "failed"


# The creditor may still change the mapping, or give the batch up.
OPEN = (PlacementState.UPLOADED, PlacementState.MAPPED, PlacementState.CHECKED)


class PlacementBatch(Model):
    """One file placed by a creditor under one mandate; confirmed, it is the placement statement of that mandate."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    mandate_id = fields.UUIDField()
    portfolio_id = fields.UUIDField()
    upload_id: UUID
    upload: fields.ForeignKeyRelation[Upload] = fields.ForeignKeyField("tandem.Upload", related_name="batches")
    reference = fields.CharField(max_length=40)
    filename = fields.CharField(max_length=200)
    state = fields.CharEnumField(PlacementState, max_length=20)
    # [{"index": 0, "header": …, "samples": […], "suggestion": …, "why": …}, …]
    columns: fields.Field[list[dict[str, Any]]] = fields.JSONField(default=list)
    # {"0": "debtor_reference", …}
    mapping: fields.Field[dict[str, str]] = fields.JSONField(default=dict)
    answers: fields.Field[dict[str, str]] = fields.JSONField(default=dict)
    questions: fields.Field[list[dict[str, Any]]] = fields.JSONField(default=list)
    counts: fields.Field[dict[str, Any] | None] = fields.JSONField(null=True)
    progress = fields.IntField(default=0)
    problem: fields.Field[dict[str, Any] | None] = fields.JSONField(null=True)
    case_file_count = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=200)
    submitted_at = fields.DatetimeField(null=True)
    submitted_by = fields.CharField(max_length=200, null=True)
    accepted_at = fields.DatetimeField(null=True)
    accepted_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "placement_batches"
        unique_together = (("agency_id", "reference"),)
