"""Decisions of the gate say who asked."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0038_gate_decisions")]

    operations = [
        ops.RunSQL(SQL.joinpath("0039", "1_askers.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
