"""Doors for contacts: a callback kept once, and attempts that nobody is going to look at again."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0003_last_days")]

    operations = [
        ops.RunSQL(SQL.joinpath("0004", "contacts.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
