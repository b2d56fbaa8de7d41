"""Earlier contacts of a person are found by indexes, not among all of the agency's."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0040_stop_facts")]

    operations = [
        ops.RunSQL(SQL.joinpath("0041", "1_earlier.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
