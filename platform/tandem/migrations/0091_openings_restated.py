"""Claims and case files that a letter to a co-debtor or a guarantor had marked say what the debtor's letters say."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0090_spoken_kept")]

    operations = [
        ops.RunSQL(SQL.joinpath("0091", "openings.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
    ]
