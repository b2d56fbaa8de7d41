"""Roles, references to organizations, indexes, the timeline's tables, row-level security, sign-in functions."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0001_initial")]

    operations = [
        ops.RunSQL(SQL.joinpath("0002", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for name in ("1_roles.sql", "2_tables.sql", "3_timeline.sql", "4_isolation.sql", "5_doors.sql")
    ]
