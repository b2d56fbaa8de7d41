"""What the telephone provider asks while a call runs is kept as it came, with the case file of the call."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0089_agency_telephone")]

    operations = [
        ops.RunSQL(SQL.joinpath("0090", "spoken.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
