"""One debtor by company or reference; a bank's rows and figures say no more than the grant; every look is told."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0027_sign_in")]

    operations = [
        ops.RunSQL(SQL.joinpath("0028", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for name in ("1_debtors.sql", "2_bank.sql", "3_walls.sql", "4_figures.sql")
    ]
