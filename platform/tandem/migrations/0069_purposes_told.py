"""Belgium's first reminder is a purpose: the columns say so to whoever reads the database; no value changes."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from tandem.contacts.models import Purpose

_PURPOSES = (
    "DEMAND: demand\nLEGAL_NOTICE: legal_notice\nREPLY: reply\nCALLBACK: callback\nRECEIPT: receipt\n"
    "FIRST_REMINDER: first_reminder\nRIGHTS: rights\nOPTOUT_CONFIRM: optout_confirm"
)


class Migration(migrations.Migration):
    dependencies = [("tandem", "0068_held_in_part")]

    operations = [
        ops.AlterField(
            model_name=model,
            name="purpose",
            field=fields.CharEnumField(description=_PURPOSES, enum_type=Purpose, max_length=20),
        )
        for model in ("ContactAttempt", "TemplateVersion")
    ]
