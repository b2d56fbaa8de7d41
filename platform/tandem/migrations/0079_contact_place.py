"""Where a number or an address reaches somebody: at home, on a mobile, at work, or nobody has said."""

from tandem.casefiles.models import ContactPlace
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

_PLACES = "HOME: home\nMOBILE: mobile\nWORK: work\nUNKNOWN: unknown"


class Migration(migrations.Migration):
    dependencies = [("tandem", "0078_enclosed_notices")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'", reverse_sql=ops.RunSQL.noop),
        # The default is the database's too: the release before adds numbers without it, and no row is written anew.
        ops.AddField(
            model_name="ContactPoint",
            name="place",
            field=fields.CharEnumField(
                default=ContactPlace.UNKNOWN,
                db_default=ContactPlace.UNKNOWN,
                description=_PLACES,
                enum_type=ContactPlace,
                max_length=10,
            ),
        ),
    ]
