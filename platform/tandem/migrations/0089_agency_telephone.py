"""An agency's administrator says which telephone its letters, messages and calls name."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0088_nowhere_for_the_debtor")]

    operations = [
        ops.RunSQL(
            SQL.joinpath("0089", "agency_telephone.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop
        )
    ]
