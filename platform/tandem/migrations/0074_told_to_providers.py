"""Refusals of texts are told to their provider; an account has unsubscribe groups; information is refused by itself."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0073_rules_kept")]

    operations = [
        ops.RunSQL(SQL.joinpath("0074", "told.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
