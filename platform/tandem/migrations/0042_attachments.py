"""Files that leave with e-mails, copies of invoices at their claims, and where an agency's own account gets answers."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0041_earlier_by_index")]

    operations = [
        ops.AddField(model_name="ContactAttempt", name="attached", field=fields.JSONField(null=True)),
        ops.AddField(model_name="Document", name="claim_id", field=fields.UUIDField(null=True)),
        *(
            ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for path in sorted(SQL.joinpath("0042").glob("*.sql"))
        ),
    ]
