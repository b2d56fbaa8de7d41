"""What a claim is for: some natures have a limitation period of their own."""

from tandem.casefiles.models import ClaimNature
from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("tandem", "0055_leftovers")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'", reverse_sql=ops.RunSQL.noop),
        # The default is the database's too: the release before places claims without it, and they are of that nature.
        ops.AddField(
            model_name="Claim",
            name="nature",
            field=fields.CharEnumField(
                enum_type=ClaimNature,
                max_length=20,
                default=ClaimNature.GENERAL,
                db_default=ClaimNature.GENERAL,
                description="GENERAL: general\nTELECOM: telecom\nTRANSPORT: transport\nRENT: rent\n"
                "CONSUMER_CREDIT: consumer_credit",
            ),
        ),
    ]
