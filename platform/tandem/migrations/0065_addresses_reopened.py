"""What a provider closed may be opened again; a number may take no texts and still be called; who reads what came."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0064_claim_interruptions")]

    operations = [
        ops.AddField(model_name="ContactPoint", name="texts_end_at", field=fields.DatetimeField(null=True)),
        ops.AddField(
            model_name="ContactPoint", name="texts_end_reason", field=fields.CharField(null=True, max_length=60)
        ),
        ops.AddField(model_name="ContactPoint", name="reopened_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="InboundMessage", name="chain", field=fields.CharField(null=True, max_length=10)),
        ops.RunSQL(SQL.joinpath("0065", "found_dead.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
