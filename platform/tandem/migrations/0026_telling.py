"""Telling banks takes as long as there are claims, and is the worker's where there are many."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0025_credentials")]

    operations = [
        ops.RunSQL(SQL.joinpath("0026", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for name in ("1_telling.sql", "2_figures.sql")
    ]
