"""Facts about a person that stop contact."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0039_gate_askers")]

    operations = [
        ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
        for path in sorted(SQL.joinpath("0040").glob("*.sql"))
    ]
