"""Calls to us that nobody told of are looked at in turn, agency by agency, and asked about at growing pauses."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0082_untold_calls_count")]

    operations = [
        ops.RunSQL(SQL.joinpath("0083", "received_fairly.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
