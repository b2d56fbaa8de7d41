"""Groups that grow from above, what ends with a membership, the rule of a second step, reach that the confined leave."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0028_bank_figures")]

    operations = [
        ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for path in sorted(SQL.joinpath("0029").glob("*.sql"))
    ]
