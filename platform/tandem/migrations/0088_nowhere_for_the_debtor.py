"""Who asked to be reached nowhere is known by the debtor's row too, whatever addresses a new placement brings."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0087_talked_for")]

    operations = [
        ops.RunSQL(SQL.joinpath("0088", "nowhere.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
