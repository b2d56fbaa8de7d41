"""What guards a person's sign-ins is told wherever it changes: to the person, and to each of their organizations."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0031_uploads")]

    operations = [
        ops.RunSQL(SQL.joinpath("0032", "doors.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
