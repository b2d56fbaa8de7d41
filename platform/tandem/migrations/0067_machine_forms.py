"""Agencies word their automated calls and voicemails as templates."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0066_own_rules")]

    operations = [
        ops.RunSQL(SQL.joinpath("0067", "machine_forms.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
