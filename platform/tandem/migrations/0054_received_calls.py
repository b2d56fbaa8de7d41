"""A conversation that the person began counts as one wherever limits count conversations."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0053_inbound_doors")]

    operations = [
        ops.RunSQL(SQL.joinpath("0054", "received_calls.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
