"""A call to us whose outcome nobody told waits on a list, and its collector's line no more."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0079_contact_place")]

    operations = [
        ops.RunSQL(SQL.joinpath("0080", "overdue_calls.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
