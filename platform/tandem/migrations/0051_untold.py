"""When a provider is asked next about a contact whose end no callback told."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0050_who_may_know")]

    operations = [
        ops.AddField(model_name="ContactAttempt", name="ask_at", field=fields.DatetimeField(null=True)),
        ops.RunSQL(SQL.joinpath("0051", "untold.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
