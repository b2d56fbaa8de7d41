"""Whose a text or a call to one of the installation's numbers is, and what the operator does with nobody's."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0074_told_to_providers")]

    operations = [
        ops.RunSQL(SQL.joinpath("0075", "numbers.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
