"""Recordings of calls, and whether an agency makes any."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0046_directives_of_the_client")]

    operations = [
        ops.RunSQL(SQL.joinpath("0047", "1_recordings.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
