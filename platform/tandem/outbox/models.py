"""Effects that wait to leave the database, and requests already answered."""

from tortoise import fields
from tortoise.models import Model

from tandem.kit.fields import id_field


class OutboxRow(Model):
    """One effect: claimed with a lease, done in the transaction of its handler's own effects."""

    id = id_field()
    # The organization the handler acts for; null when it must find out itself (a provider's callback).
    organization_id = fields.UUIDField(null=True)
    topic = fields.CharField(max_length=60)
    payload: fields.Field[dict[str, str]] = fields.JSONField()
    created_at = fields.DatetimeField()
    available_at = fields.DatetimeField()
    leased_until = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    dispatched_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    # Given up after the declared attempts: a visible list, not a loop.
    failed_at = fields.DatetimeField(null=True)
    last_error = fields.CharField(max_length=300, null=True)

    class Meta:
        table = "outbox"


class IdempotencyKey(Model):
    """A request that was answered: the same key again gives the same result, with other input a conflict."""

    id = id_field()
    organization_id = fields.UUIDField()
    membership_id = fields.UUIDField()
    key = fields.CharField(max_length=100)
    mutation = fields.CharField(max_length=60)
    input_hash = fields.CharField(max_length=64)
    result = fields.UUIDField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "idempotency_keys"
        unique_together = (("membership_id", "key"),)
