"""The audit log: one chain an organization, and the functions that alone write it."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0018_who_acts")]

    operations = [
        ops.RunSQL(SQL.joinpath("0019", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for name in ("1_chain.sql", "2_writing.sql")
    ]
