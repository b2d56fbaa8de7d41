"""The client's instructions that bind."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from tandem.kit.fields import id_field


class DirectiveKind(StrEnum):
    HOLD = "hold"


class DirectiveState(StrEnum):
    ISSUED = "issued"
    RELEASED = "released"


class Directive(Model):
    """One instruction of the creditor on one case file; superseded or released, never edited."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id = fields.UUIDField(db_index=True)
    kind = fields.CharEnumField(DirectiveKind, max_length=20)
    state = fields.CharEnumField(DirectiveState, max_length=20)
    reason = fields.TextField()
    issued_at = fields.DatetimeField()
    issued_by = fields.CharField(max_length=200)
    released_at = fields.DatetimeField(null=True)
    released_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "directives"
