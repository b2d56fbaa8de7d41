"""An opt-out names the link it came by, one may hold for all of a person's addresses; reasons that the agency reads."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0049_softphone")]

    operations = [
        ops.AddField(model_name="OptOut", name="way_out_id", field=fields.UUIDField(null=True)),
        *(
            ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for path in sorted(SQL.joinpath("0050").glob("*.sql"))
        ),
    ]
