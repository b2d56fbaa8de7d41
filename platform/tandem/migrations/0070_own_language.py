"""A person's language: changed by itself, and that of the invitations to them."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0069_purposes_told")]

    operations = [
        ops.RunSQL(SQL.joinpath("0070", "own_language.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
