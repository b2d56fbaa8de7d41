"""What bankers looked at moves into the audit log."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0019_audit")]

    operations = [
        ops.RunSQL(SQL.joinpath("0020", "bank_views.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
