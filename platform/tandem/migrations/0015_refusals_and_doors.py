"""A refusal to be reached is the agency's alone in the delivery reports too; doors search temporary tables last."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0014_refusals_always")]

    operations = [
        ops.RunSQL(
            SQL.joinpath("0015", "refusals_and_doors.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop
        )
    ]
