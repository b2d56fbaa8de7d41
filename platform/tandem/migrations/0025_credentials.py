"""Passwords in a table of their own that no working role reads; what an invitation and a lost authenticator are worth."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0024_health")]

    operations = [
        ops.RunSQL(SQL.joinpath("0025", "1_credentials.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
        ops.RemoveField(model_name="Person", name="password_hash"),
        ops.RemoveField(model_name="Person", name="password_changed_at"),
        ops.RunSQL(SQL.joinpath("0025", "2_doors.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
