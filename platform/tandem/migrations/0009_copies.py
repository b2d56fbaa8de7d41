"""Copies as sent and proof of delivery; nobody counts rows of others through a door or a counter."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops
from tandem.kit.ids import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [('tandem', '0008_evidence')]

    initial = False

    operations = [
        ops.CreateModel(
            name='DeliveryReport',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('agency_id', fields.UUIDField()),
                ('creditor_id', fields.UUIDField()),
                ('case_file_id', fields.UUIDField()),
                ('attempt', fields.ForeignKeyField('tandem.ContactAttempt', source_field='attempt_id', db_constraint=True, to_field='id', related_name='reports', on_delete=OnDelete.CASCADE)),
                ('provider', fields.CharField(max_length=20)),
                ('provider_id', fields.CharField(null=True, max_length=200)),
                ('leg', fields.CharField(null=True, max_length=20)),
                ('status', fields.CharField(max_length=40)),
                ('code', fields.CharField(null=True, max_length=40)),
                ('occurred_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('received_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('event_id', fields.UUIDField(null=True, unique=True)),
            ],
            options={'table': 'delivery_reports', 'app': 'tandem', 'pk_attr': 'id', 'table_description': 'What the provider told of an attempt, each word once and with its time: the proof of delivery.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='ContactAttempt',
            name='sent_copy',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.RunSQL(SQL.joinpath("0009", "copies.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
