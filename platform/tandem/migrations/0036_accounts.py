"""Provider accounts and senders of an agency, the pace of each sender, and the list of messages that were given up."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0035_template_versions")]

    operations = [
        ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for path in sorted(SQL.joinpath("0036").glob("*.sql"))
    ]
