"""Files that nobody went on with are swept, and a text that ships can be withdrawn as it is."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0054_received_calls")]

    operations = [
        ops.AlterField(
            model_name="TemplateVersion",
            name="author",
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AlterField(
            model_name="TemplateVersion",
            name="author_id",
            field=fields.UUIDField(null=True),
        ),
        ops.RunSQL(SQL.joinpath("0055", "leftovers.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
