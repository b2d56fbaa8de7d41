from tortoise import migrations
from tortoise.migrations import operations as ops
from tandem.evidence.models import BundleProblem
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("tandem", "0016_one_batch_an_upload")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="EvidenceBundle",
            name="problem",
            field=fields.CharEnumField(
                null=True,
                description="TOO_LARGE: too_large\nRECORDS_DISAGREE: records_disagree\nUNEXPECTED: unexpected",
                enum_type=BundleProblem,
                max_length=20,
            ),
        ),
    ]
