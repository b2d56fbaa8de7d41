"""Whose an e-mail is, of which case file a raw callback speaks, and what an account's key may not read."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0052_postal_providers")]

    operations = [
        ops.RunSQL(SQL.joinpath("0053", "inbound_doors.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
