"""How far each membership has read the timeline of each case file."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0009_copies")]

    operations = [
        ops.RunSQL(
            SQL.joinpath("0010", "timeline_readings.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop
        )
    ]
