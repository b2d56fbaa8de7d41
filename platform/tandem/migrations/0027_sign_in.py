"""What a sign-in stands for ends where it should: tokens at a reset, members who left, case of addresses, renewals."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0026_telling")]

    operations = [
        ops.RunSQL(SQL.joinpath("0027", "doors.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
