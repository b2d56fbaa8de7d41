"""Grants by batches and of pseudonymous case files, and figures for banks that point at nobody, whatever is subtracted."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops
from tandem.organizations.models import GrantLevel
from tortoise.contrib.postgres.fields import ArrayField
from tortoise import fields

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [('tandem', '0020_bank_views')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='BankGrant',
            options={'table': 'bank_grants', 'app': 'tandem', 'pk_attr': 'id', 'table_description': 'What a creditor opened to a bank, until when; ended by revoking, never changed and never deleted.'},
        ),
        ops.AlterField(
            model_name='BankGrant',
            name='level',
            field=fields.CharEnumField(description='TOTALS: totals\nPSEUDONYMOUS_CASES: pseudonymous_cases', enum_type=GrantLevel, max_length=20),
        ),
        ops.AddField(
            model_name='BankGrant',
            name='batch_ids',
            field=ArrayField(null=True, element_type='UUID'),
        ),
        ops.AddField(
            model_name='BankGrant',
            name='replaces_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='BankGrant',
            name='shows_disputes',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='BankGrant',
            name='shows_due_dates',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='BankGrant',
            name='shows_invoice_numbers',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        *(
            ops.RunSQL(SQL.joinpath("0021", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for name in ("1_grants.sql", "2_told.sql", "3_telling.sql", "4_bank.sql")
        ),
    ]
