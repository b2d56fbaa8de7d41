"""What a person let pass at the gate is kept on the attempt that it holds for."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0042_attachments")]

    operations = [
        ops.AddField(model_name="ContactAttempt", name="released", field=fields.JSONField(null=True)),
        ops.RunSQL(SQL.joinpath("0043", "1_releases.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
