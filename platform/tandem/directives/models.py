"""The client's instructions that bind."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from tandem.kit.fields import id_field


class DirectiveKind(StrEnum):
    """What the client asks for."""

    HOLD = "hold"  # nothing is asked for
    NO_PHONE = "no_phone"  # no calls
    EMAIL_ONLY = "email_only"  # by e-mail alone; the opening letter that the law wants is posted all the same
    OTHER_PERSON = "other_person"  # one party alone may be contacted


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
    # Who alone may be contacted, of the parties; null for every other kind.
    party_id = fields.UUIDField(null=True)
    issued_at = fields.DatetimeField()
    issued_by = fields.CharField(max_length=200)
    released_at = fields.DatetimeField(null=True)
    released_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "directives"
