"""How far the timeline's chains were anchored, and the door through which the worker sees which ones moved."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0012_documents_and_reversals")]

    operations = [
        ops.RunSQL(SQL.joinpath("0013", "anchors.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
