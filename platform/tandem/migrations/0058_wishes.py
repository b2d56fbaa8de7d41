"""Refusals of everything of which two links tell, or addresses that came meanwhile; wrong persons at an address."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0057_told_later")]

    operations = [
        ops.RunSQL(SQL.joinpath("0058", "wishes.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
