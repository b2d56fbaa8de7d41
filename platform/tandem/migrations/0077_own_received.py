"""A call that was put through is its collector's to tell of, wherever its case file went meanwhile."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0076_versions_of_all_packs")]

    operations = [
        ops.RunSQL(SQL.joinpath("0077", "own_received.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
