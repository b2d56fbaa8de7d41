from tortoise import migrations
from tortoise.migrations import operations as ops
from tandem.contacts.models import SetAsideAs
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("tandem", "0075_numbers_of_nobody")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="ContactAttempt",
            name="pack_version",
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AlterField(
            model_name="InboundMessage",
            name="set_aside_as",
            field=fields.CharEnumField(
                null=True,
                description="NOT_ABOUT_A_CASE: not_about_a_case\nADVERTISING: advertising\nWRONG_ADDRESSEE: wrong_addressee\nHANDLED_OTHERWISE: handled_otherwise\nAUTOMATIC: automatic\nWISH: wish",
                enum_type=SetAsideAs,
                max_length=20,
            ),
        ),
    ]
