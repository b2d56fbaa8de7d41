"""The case files of each person and team in the order of their lists."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    """Each file is a transaction of its own, and may be run again after one that failed."""

    atomic = False
    dependencies = [("tandem", "0029_rights")]

    operations = [
        ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop, atomic=False)
        for path in sorted(SQL.joinpath("0030").glob("*.sql"))
    ]
