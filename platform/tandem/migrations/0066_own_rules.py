"""What an agency allows itself within the rules of contact."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0065_addresses_reopened")]

    operations = [
        ops.RunSQL(SQL.joinpath("0066", "own_rules.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
