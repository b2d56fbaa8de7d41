"""Messages from outside that wait on a person, e-mails as they came, and the word in the address of an answer."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tandem.contacts.models import Channel, InboundState, InboundWhy, SetAsideAs
from tandem.kit.ids import new_id
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("tandem", "0036_accounts")]

    operations = [
        # An index over the timeline had this name.
        ops.RunSQL("ALTER INDEX inbound_messages RENAME TO inbound_message_entries", reverse_sql=ops.RunSQL.noop),
        ops.CreateModel(
            name="InboundMessage",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("agency_id", fields.UUIDField()),
                ("event_id", fields.UUIDField(unique=True)),
                (
                    "channel",
                    fields.CharEnumField(
                        description="VOICE: voice\nSMS: sms\nEMAIL: email\nLETTER: letter",
                        enum_type=Channel,
                        max_length=10,
                    ),
                ),
                ("sender", fields.CharField(max_length=500)),
                ("sent_to", fields.CharField(max_length=500)),
                ("subject", fields.TextField(null=True, unique=False)),
                ("body", fields.TextField(unique=False)),
                ("attachments", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "state",
                    fields.CharEnumField(
                        description="FILED: filed\nWAITING: waiting\nATTACHED: attached\nSET_ASIDE: set_aside",
                        enum_type=InboundState,
                        max_length=12,
                    ),
                ),
                (
                    "why",
                    fields.CharEnumField(
                        null=True,
                        description="UNKNOWN_SENDER: unknown_sender\nSEVERAL_CASE_FILES: several_case_files\nUNPROVEN_SENDER: unproven_sender\nAUTOMATIC: automatic",
                        enum_type=InboundWhy,
                        max_length=20,
                    ),
                ),
                ("attempt_id", fields.UUIDField(null=True)),
                ("creditor_id", fields.UUIDField(null=True)),
                ("case_file_id", fields.UUIDField(null=True)),
                ("storage_key", fields.CharField(null=True, max_length=200)),
                ("handled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("handled_by", fields.CharField(null=True, max_length=200)),
                ("handled_by_id", fields.UUIDField(null=True)),
                (
                    "set_aside_as",
                    fields.CharEnumField(
                        null=True,
                        description="NOT_ABOUT_A_CASE: not_about_a_case\nADVERTISING: advertising\nWRONG_ADDRESSEE: wrong_addressee\nHANDLED_OTHERWISE: handled_otherwise\nAUTOMATIC: automatic",
                        enum_type=SetAsideAs,
                        max_length=20,
                    ),
                ),
                ("comment", fields.CharField(null=True, max_length=500)),
            ],
            options={
                "table": "inbound_messages",
                "app": "tandem",
                "pk_attr": "id",
                "table_description": "A message from outside that a person must look at, and every e-mail: once a callback, with its own time.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="ContactAttempt",
            name="reply_hash",
            field=fields.CharField(null=True, max_length=64),
        ),
        *(
            ops.RunSQL(path.read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for path in sorted(SQL.joinpath("0037").glob("*.sql"))
        ),
    ]
