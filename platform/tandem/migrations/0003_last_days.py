"""The last day of claims and case files, indexes for the lists' sorts, and two walls for directives."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [('tandem', '0002_isolation')]

    initial = False

    operations = [
        ops.AddField(
            model_name='CaseFile',
            name='last_day',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Claim',
            name='last_day',
            field=fields.DateField(null=True),
        ),
        *(
            ops.RunSQL(SQL.joinpath("0003", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for name in ("1_indexes.sql", "2_walls.sql")
        ),
    ]
