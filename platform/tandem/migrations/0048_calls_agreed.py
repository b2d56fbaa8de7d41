"""What was agreed in a call names the call; a recording's pause is asked for before it counts, and its account known."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0047_recordings")]

    operations = [
        ops.AddField(model_name="ContactAttempt", name="asked_in_id", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="Hold", name="attempt_id", field=fields.UUIDField(null=True)),
        *(
            ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for path in sorted(SQL.joinpath("0048").glob("*.sql"))
        ),
    ]
