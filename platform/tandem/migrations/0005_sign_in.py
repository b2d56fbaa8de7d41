"""The door of sign-in looks up the person's own address."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0004_contacts")]

    operations = [
        ops.RunSQL(SQL.joinpath("0005", "sign_in.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
