"""Print runs: letters printed together, each printing and the day of posting; the postal service of a letter."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from tandem.contacts.models import PostalService

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0044_returned_letters")]

    operations = [
        ops.AddField(
            model_name="ContactAttempt",
            name="postal_service",
            field=fields.CharEnumField(
                default=PostalService.ORDINARY, db_default="ordinary", enum_type=PostalService, max_length=20
            ),
        ),
        ops.AddField(
            model_name="ContactAttempt", name="tracking_number", field=fields.CharField(null=True, max_length=20)
        ),
        *(
            ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for path in sorted(SQL.joinpath("0045").glob("*.sql"))
        ),
    ]
