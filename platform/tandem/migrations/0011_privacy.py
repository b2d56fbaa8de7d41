"""Erasure of a person, legal holds, retention, and the way from a raw callback to whom it speaks of."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [('tandem', '0010_timeline_readings')]

    initial = False

    operations = [
        ops.AddField(
            model_name='CaseFile',
            name='erased_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        *(
            ops.RunSQL(SQL.joinpath("0011", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for name in ("1_tables.sql", "2_doors.sql")
        ),
    ]
