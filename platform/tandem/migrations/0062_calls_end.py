"""A call that was picked up is looked at until it has an end, also after a day."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0061_asked_fairly")]

    operations = [
        ops.RunSQL(SQL.joinpath("0062", "ends.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
