"""Invitations into an organization."""

from tortoise import fields
from tortoise.models import Model

from tandem.kit.fields import id_field, word


class Invitation(Model):
    """An address that an administrator lets join, until it is accepted, withdrawn or over.

    What its link holds is computed from id, expiry and the master key, and kept nowhere.
    """

    id = id_field()
    organization_id = fields.UUIDField()
    email = fields.CharField(max_length=254)
    role = word()
    composed_role_id = fields.UUIDField(null=True)
    # The membership of whoever invited.
    invited_by_id = fields.UUIDField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)
    # What became of the last e-mail.
    sent_at = fields.DatetimeField(null=True)
    refused_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitations"
