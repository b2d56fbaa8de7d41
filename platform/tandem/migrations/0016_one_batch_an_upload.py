"""A placement file belongs to one batch: what becomes of its bytes depends on one placement alone."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0015_refusals_and_doors")]

    operations = [
        ops.RunSQL(
            SQL.joinpath("0016", "one_batch_an_upload.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop
        )
    ]
