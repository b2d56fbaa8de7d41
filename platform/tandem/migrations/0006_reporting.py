"""Figures of portfolios, what a bank may see of them, and the log of each time it looked."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0005_sign_in")]

    operations = [
        ops.RunSQL(SQL.joinpath("0006", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for name in ("1_counting.sql", "2_figures.sql", "3_bank.sql")
    ]
