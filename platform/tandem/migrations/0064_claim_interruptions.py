"""What interrupts the limitation period of a claim beside payments, and which act moved its last day."""

from pathlib import Path

from tandem.casefiles.models import InterruptionKind
from tandem.kit.ids import new_id
from tandem.ledger.models import InterruptionProof
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")
_KINDS = (
    "ACKNOWLEDGEMENT: acknowledgement\nPART_PAYMENT: part_payment\nCOURT_CLAIM: court_claim\n"
    "ENFORCEMENT: enforcement\nWRITTEN_DEMAND: written_demand"
)
_PROOFS = (
    "SIGNED_WRITING: signed_writing\nLETTER: letter\nMESSAGE: message\nCOURT_DOCUMENT: court_document\n"
    "OFFICER_ACT: officer_act\nPROOF_OF_DELIVERY: proof_of_delivery"
)


class Migration(migrations.Migration):
    dependencies = [("tandem", "0063_answers")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'", reverse_sql=ops.RunSQL.noop),
        ops.CreateModel(
            name="ClaimInterruption",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("agency_id", fields.UUIDField()),
                ("creditor_id", fields.UUIDField()),
                ("case_file_id", fields.UUIDField(db_index=True)),
                ("claim_id", fields.UUIDField(db_index=True)),
                ("kind", fields.CharEnumField(description=_KINDS, enum_type=InterruptionKind, max_length=20)),
                ("happened_on", fields.DateField()),
                ("proof", fields.CharEnumField(description=_PROOFS, enum_type=InterruptionProof, max_length=20)),
                ("document_id", fields.UUIDField(null=True)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_by", fields.CharField(max_length=200)),
                ("withdrawn_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("withdrawn_by", fields.CharField(null=True, max_length=200)),
                ("withdrawal_reason", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "claim_interruptions",
                "app": "tandem",
                "pk_attr": "id",
                "table_description": "Something other than a payment that may start the limitation period of a claim "
                "anew, as a person recorded it.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Claim",
            name="interrupted_by",
            field=fields.CharEnumField(null=True, description=_KINDS, enum_type=InterruptionKind, max_length=20),
        ),
        ops.AddField(model_name="Claim", name="interrupted_on", field=fields.DateField(null=True)),
        ops.RunSQL(SQL.joinpath("0064", "interruptions.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
