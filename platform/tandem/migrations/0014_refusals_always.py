"""The triggers that refuse changes of the timeline fire in every session, replication's too."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0013_anchors")]

    operations = [
        ops.RunSQL(SQL.joinpath("0014", "refusals_always.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
