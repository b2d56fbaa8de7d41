"""Calling: lines that stay open between calls, an agency's own outcomes, calls that a message opens."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0033_consents")]

    operations = [
        ops.AddField(model_name="ContactAttempt", name="outcome_labels", field=fields.JSONField(null=True)),
        ops.AddField(model_name="ContactAttempt", name="callback_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="ContactAttempt", name="promised_on", field=fields.DateField(null=True)),
        ops.AddField(model_name="ContactAttempt", name="line_id", field=fields.UUIDField(null=True)),
        ops.AddField(
            model_name="ContactAttempt", name="automated", field=fields.BooleanField(default=False, db_default=False)
        ),
        ops.AddField(
            model_name="ContactAttempt", name="answered_by", field=fields.CharField(max_length=20, null=True)
        ),
        ops.RunSQL(SQL.joinpath("0034", "calling.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
