"""What the gate was told and answered is kept with each decision; earlier contacts say which claims they were about."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0037_inbound")]

    operations = [
        ops.AlterField(
            model_name="ContactAttempt",
            name="pack_version",
            field=fields.CharField(null=True, max_length=120),
        ),
    ] + [
        ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for path in sorted(SQL.joinpath("0038").glob("*.sql"))
    ]
