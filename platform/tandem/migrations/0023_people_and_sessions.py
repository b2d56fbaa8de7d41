"""Sessions that are listed and renewed, second factors, invitations, resets of passwords, counted tries."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops
from tandem.kit.ids import new_id
from tortoise import fields

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [('tandem', '0022_reach')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Invitation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('organization_id', fields.UUIDField()),
                ('email', fields.CharField(max_length=254)),
                ('role', fields.CharField(max_length=40)),
                ('composed_role_id', fields.UUIDField(null=True)),
                ('invited_by_id', fields.UUIDField()),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('accepted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('refused_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'invitations', 'app': 'tandem', 'pk_attr': 'id', 'table_description': 'An address that an administrator lets join, until it is accepted, withdrawn or over.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='ApiToken',
            name='last_used_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Organization',
            name='second_factor_since',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Person',
            name='password_changed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Session',
            name='browser',
            field=fields.CharField(default='', db_default='', max_length=20),
        ),
        ops.AddField(
            model_name='Session',
            name='network',
            field=fields.CharField(default='', db_default='', max_length=50),
        ),
        ops.AddField(
            model_name='Session',
            name='platform',
            field=fields.CharField(default='', db_default='', max_length=20),
        ),
        ops.AddField(
            model_name='Session',
            name='previous_hash',
            field=fields.BinaryField(null=True),
        ),
        ops.AddField(
            model_name='Session',
            name='previous_until',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Session',
            name='renew',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='Session',
            name='second_factor_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        *(
            ops.RunSQL(SQL.joinpath("0023", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for name in ("1_tables.sql", "2_sessions.sql", "3_people.sql")
        ),
    ]
