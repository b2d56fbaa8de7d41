"""Texts of an agency's own templates, and which of them an attempt was planned with."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from tandem.contacts.models import Disposition, Purpose
from tandem.kit.ids import new_id

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0034_calling")]

    operations = [
        ops.CreateModel(
            name="TemplateVersion",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("agency_id", fields.UUIDField()),
                ("key", fields.CharField(max_length=80)),
                ("number", fields.IntField()),
                ("form", fields.CharField(max_length=12)),
                ("language", fields.CharField(max_length=10)),
                ("tone", fields.CharField(max_length=12)),
                (
                    "purpose",
                    fields.CharEnumField(
                        description="DEMAND: demand\nLEGAL_NOTICE: legal_notice\nREPLY: reply\nCALLBACK: callback\nRECEIPT: receipt\nRIGHTS: rights\nOPTOUT_CONFIRM: optout_confirm",
                        enum_type=Purpose,
                        max_length=20,
                    ),
                ),
                ("country", fields.CharField(max_length=2)),
                ("one_way_sender", fields.BooleanField(default=False)),
                ("title_fr", fields.CharField(max_length=80)),
                ("title_en", fields.CharField(max_length=80)),
                ("subject", fields.CharField(null=True, max_length=200)),
                ("text", fields.TextField(unique=False)),
                ("sha256", fields.CharField(max_length=64)),
                ("author", fields.CharField(max_length=200)),
                ("author_id", fields.UUIDField()),
                ("written_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("approved", fields.BooleanField(null=True)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decided_by", fields.CharField(null=True, max_length=200)),
                ("decided_by_id", fields.UUIDField(null=True)),
                ("comment", fields.CharField(null=True, max_length=500)),
                ("withdrawn_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("withdrawn_by", fields.CharField(null=True, max_length=200)),
                ("withdrawn_by_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "template_versions",
                "app": "tandem",
                "unique_together": (("agency_id", "key", "number"),),
                "pk_attr": "id",
                "table_description": "A text that an agency wrote for a template, decided on by somebody else: never overwritten, only decided once.",
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="ContactAttempt",
            name="disposition",
            field=fields.CharEnumField(
                null=True,
                description="REACHED: reached\nVOICEMAIL: voicemail\nNO_ANSWER: no_answer\nWRONG_NUMBER: wrong_number\nREFUSES: refuses\nPROMISES: promises\nCALLBACK: callback\nNOT_CONNECTED: not_connected",
                enum_type=Disposition,
                max_length=20,
            ),
        ),
        ops.AddField(
            model_name="ContactAttempt",
            name="template_version",
            field=fields.CharField(null=True, max_length=64),
        ),
        *(
            ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for path in sorted(SQL.joinpath("0035").glob("*.sql"))
        ),
    ]
