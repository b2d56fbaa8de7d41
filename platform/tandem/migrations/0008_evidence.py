"""Evidence bundles, and the way from an attempt to its receipts."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops
from tandem.evidence.models import BundleProblem, BundleState, BundleStep
from tandem.kit.ids import new_id
from tortoise import fields

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [('tandem', '0007_timeline_format')]

    initial = False

    operations = [
        ops.CreateModel(
            name='EvidenceBundle',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('agency_id', fields.UUIDField()),
                ('creditor_id', fields.UUIDField()),
                ('case_file_id', fields.UUIDField(db_index=True)),
                ('organization_id', fields.UUIDField()),
                ('membership_id', fields.UUIDField()),
                ('requested_by', fields.CharField(max_length=200)),
                ('locale', fields.CharField(max_length=2)),
                ('includes_own_side', fields.BooleanField(default=False)),
                ('state', fields.CharEnumField(description='ASKED: asked\nMAKING: making\nREADY: ready\nFAILED: failed\nEXPIRED: expired', enum_type=BundleState, max_length=10)),
                ('progress', fields.IntField(default=0)),
                ('step', fields.CharEnumField(null=True, description='READING: reading\nFETCHING: fetching\nSETTING: setting\nPACKING: packing', enum_type=BundleStep, max_length=10)),
                ('problem', fields.CharEnumField(null=True, description='TOO_LARGE: too_large\nUNEXPECTED: unexpected', enum_type=BundleProblem, max_length=20)),
                ('exhibit_count', fields.IntField(null=True)),
                ('event_count', fields.IntField(null=True)),
                ('pdf_key', fields.CharField(null=True, max_length=200)),
                ('pdf_size', fields.BigIntField(null=True)),
                ('pdf_sha256', fields.CharField(null=True, max_length=64)),
                ('zip_key', fields.CharField(null=True, max_length=200)),
                ('zip_size', fields.BigIntField(null=True)),
                ('zip_sha256', fields.CharField(null=True, max_length=64)),
                ('requested_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('made_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'evidence_bundles', 'app': 'tandem', 'pk_attr': 'id', 'table_description': 'One bundle: seen by the organization that asked for it and by nobody else.'},
            bases=['Model'],
        ),
        ops.RunSQL(SQL.joinpath("0008", "evidence.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
