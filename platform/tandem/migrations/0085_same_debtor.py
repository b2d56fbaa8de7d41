"""One debtor in two case files is one person, whatever addresses each has."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0084_place_of_values")]

    operations = [
        ops.RunSQL(SQL.joinpath("0085", "same_debtor.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
