"""Files for one side or for both parties, what became of an upload, and payments that were reversed."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops
from tandem.casefiles.publishing import PublicationState
from tortoise import fields

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [('tandem', '0011_privacy')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='Document',
            options={'table': 'documents', 'app': 'tandem', 'pk_attr': 'id', 'table_description': 'A file of the case, for one side or for both parties; the bytes are in object storage under `storage_key`.'},
        ),
        ops.AddField(
            model_name='Document',
            name='author_membership_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Document',
            name='author_name',
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name='Document',
            name='author_organization_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Document',
            name='chain',
            field=fields.CharField(null=True, max_length=10),
        ),
        ops.AddField(
            model_name='Document',
            name='publishes_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Document',
            name='state',
            field=fields.CharEnumField(description='PUBLISHING: publishing\nRECORDED: recorded\nWITHDRAWN: withdrawn', enum_type=PublicationState, null=True, max_length=12),
        ),
        ops.AddField(
            model_name='Document',
            name='upload_id',
            field=fields.UUIDField(null=True, unique=True),
        ),
        ops.AddField(
            model_name='Payment',
            name='reversal_reason',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='Payment',
            name='reversed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Payment',
            name='reversed_by',
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name='Upload',
            name='case_file_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Upload',
            name='content_type',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name='Upload',
            name='sha256',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='Upload',
            name='swept_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(SQL.joinpath("0012", "1_existing.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
        ops.AlterField(model_name='Document', name='chain', field=fields.CharField(max_length=10)),
        ops.AlterField(
            model_name='Document',
            name='state',
            field=fields.CharEnumField(description='PUBLISHING: publishing\nRECORDED: recorded\nWITHDRAWN: withdrawn', enum_type=PublicationState, max_length=12),
        ),
        *(
            ops.RunSQL(SQL.joinpath("0012", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for name in ("2_documents.sql", "3_reversals.sql")
        ),
    ]
