"""A call to us whose outcome nobody told counts as a conversation."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0081_mediation_and_stated_days")]

    operations = [
        ops.RunSQL(
            SQL.joinpath("0082", "untold_calls_count.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop
        )
    ]
