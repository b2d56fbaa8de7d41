"""How the installation does: signs of life of the workers, and the operator's door."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0023_people_and_sessions")]

    operations = [
        ops.RunSQL(SQL.joinpath("0024", "health.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
