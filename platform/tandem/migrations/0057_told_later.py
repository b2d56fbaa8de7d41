"""Refusals that follow from an address which came later are told to the provider's lists."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0056_claim_nature")]

    operations = [
        ops.RunSQL(SQL.joinpath("0057", "told_later.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
