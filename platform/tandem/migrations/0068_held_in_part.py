"""Figures count a case file as held once nothing of it is left to ask for."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0067_machine_forms")]

    operations = [
        ops.RunSQL(SQL.joinpath("0068", "figures.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
