"""Hand-overs whose answer never came are asked about in turn, a share an agency."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0060_held_parts")]

    operations = [
        ops.RunSQL(SQL.joinpath("0061", "asked_fairly.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
