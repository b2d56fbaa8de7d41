"""Letters that come back, and the search for a better address."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0043_releases")]

    operations = [
        ops.AddField(model_name="ContactAttempt", name="returned_on", field=fields.DateField(null=True)),
        ops.AddField(
            model_name="ContactAttempt",
            name="return_reason",
            field=fields.CharEnumField(
                null=True,
                description="UNKNOWN: unknown\nMOVED: moved\nUNREACHABLE: unreachable\nREFUSED: refused\n"
                "UNCLAIMED: unclaimed",
                enum_type=ReturnReason,
                max_length=12,
            ),
        ),
        ops.AddField(
            model_name="ContactAttempt",
            name="tracing_outcome",
            field=fields.CharEnumField(
                null=True, description="FOUND: found\nNOT_FOUND: not_found", enum_type=TracingOutcome, max_length=12
            ),
        ),
        ops.RunSQL(SQL.joinpath("0044", "returns.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
