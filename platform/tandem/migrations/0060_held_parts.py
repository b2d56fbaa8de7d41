"""A hold may be on a part of one claim."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0059_letters_count")]

    operations = [
        ops.AddField(model_name="Hold", name="amount", field=fields.BigIntField(null=True)),
        ops.RunSQL(SQL.joinpath("0060", "held_parts.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
