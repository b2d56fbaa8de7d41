"""Reach: parts of a case file are seen with it, creditors join groups by themselves, one invoice has one agency."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0021_bank_grants")]

    operations = [
        ops.RunSQL(SQL.joinpath("0022", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for name in ("1_parts.sql", "2_hierarchy.sql", "3_one_agency.sql", "4_gate.sql")
    ]
