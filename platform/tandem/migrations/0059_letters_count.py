"""A letter counts for the limits on the day that it was posted, and never when it was not."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0058_wishes")]

    operations = [
        ops.RunSQL(SQL.joinpath("0059", "letters_count.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
