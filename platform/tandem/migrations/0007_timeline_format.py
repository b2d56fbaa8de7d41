"""Entries name what they correct and by what they were corrected."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0006_reporting")]

    operations = [
        ops.RunSQL(
            SQL.joinpath("0007", "timeline_format.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop
        )
    ]
