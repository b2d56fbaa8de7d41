"""Whose law protects a co-debtor or a guarantor: their own country, segment and language, where somebody said them."""

from tandem.casefiles.models import Segment
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

_SEGMENTS = "CONSUMER: consumer\nPROFESSIONAL: professional\nPUBLIC_BUYER: public_buyer\nASSOCIATION: association"
# The debtor's stand on the debtor and on the claims. Nobody has any yet, so no row needs to be looked at.
_NOT_OF_THE_DEBTOR = """
ALTER TABLE parties ADD CONSTRAINT own_law_of_others
    CHECK (role <> 'debtor' OR (country IS NULL AND segment IS NULL AND language IS NULL)) NOT VALID
"""


class Migration(migrations.Migration):
    dependencies = [("tandem", "0070_own_language")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'", reverse_sql=ops.RunSQL.noop),
        ops.AddField(model_name="Party", name="country", field=fields.CharField(null=True, max_length=2)),
        ops.AddField(model_name="Party", name="language", field=fields.CharField(null=True, max_length=10)),
        ops.AddField(
            model_name="Party",
            name="segment",
            field=fields.CharEnumField(null=True, description=_SEGMENTS, enum_type=Segment, max_length=20),
        ),
        ops.RunSQL(_NOT_OF_THE_DEBTOR, reverse_sql="ALTER TABLE parties DROP CONSTRAINT own_law_of_others"),
    ]
