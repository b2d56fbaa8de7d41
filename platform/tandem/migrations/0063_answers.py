"""An answer keeps its collector's words and what it answers; an e-mail keeps what its sender's program called it."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0062_calls_end")]

    operations = [
        ops.AddField(model_name="ContactAttempt", name="words", field=fields.TextField(null=True)),
        ops.AddField(model_name="ContactAttempt", name="answers_id", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="InboundMessage", name="message_id", field=fields.CharField(null=True, max_length=260)),
        ops.AddField(model_name="InboundMessage", name="recorded_as", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="InboundMessage", name="near_id", field=fields.UUIDField(null=True)),
        ops.RunSQL(SQL.joinpath("0063", "answers.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
