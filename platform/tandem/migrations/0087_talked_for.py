"""Since when and for how long the person was on the telephone is kept with a call."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("tandem", "0086_mediation_goes_on")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'", reverse_sql=ops.RunSQL.noop),
        ops.AddField(model_name="ContactAttempt", name="answered_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="ContactAttempt", name="duration_seconds", field=fields.IntField(null=True)),
    ]
