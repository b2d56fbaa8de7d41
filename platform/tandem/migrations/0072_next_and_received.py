"""What collectors have before them, and calls that are put through to their lines."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0071_person_of_own")]

    operations = [
        ops.RunSQL(
            SQL.joinpath("0072", "next_and_received.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop
        )
    ]
