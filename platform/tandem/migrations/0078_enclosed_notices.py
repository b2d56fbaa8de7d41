"""An opening letter says whether a validation notice went with it; decisions name the packs of several laws."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0077_own_received")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ContactAttempt",
            name="encloses_notice",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunSQL(SQL.joinpath("0078", "enclosed.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
