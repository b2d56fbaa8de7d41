"""Where a number or an address reaches somebody: the agency's last word on it, for every case file that has it."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0083_received_fairly")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'", reverse_sql=ops.RunSQL.noop),
        ops.AddField(model_name="ContactPoint", name="place_said_at", field=fields.DatetimeField(null=True)),
        ops.RunSQL(SQL.joinpath("0084", "place_of.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
