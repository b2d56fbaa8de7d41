"""The rules that decisions were made by are kept as they were; refusals that no pack judged are kept too."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0072_next_and_received")]

    operations = [ops.RunSQL(SQL.joinpath("0073", "kept.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)]
