"""The one party that the client lets the agency reach, where its directive says so."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from tandem.directives.models import DirectiveKind

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0045_print_runs")]

    operations = [
        ops.AlterField(
            model_name="Directive",
            name="kind",
            field=fields.CharEnumField(
                description="HOLD: hold\nNO_PHONE: no_phone\nEMAIL_ONLY: email_only\nOTHER_PERSON: other_person",
                enum_type=DirectiveKind,
                max_length=20,
            ),
        ),
        ops.AddField(model_name="Directive", name="party_id", field=fields.UUIDField(null=True)),
        *(
            ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for path in sorted(SQL.joinpath("0046").glob("*.sql"))
        ),
    ]
