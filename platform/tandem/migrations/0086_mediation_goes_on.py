"""A mediation is recorded while it goes on, and its end later, with what shows it."""

from pathlib import Path

from tandem.ledger.models import InterruptionProof
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SQL = Path(__file__).with_name("sql")
_PROOFS = (
    "SIGNED_WRITING: signed_writing\nLETTER: letter\nMESSAGE: message\nCOURT_DOCUMENT: court_document\n"
    "OFFICER_ACT: officer_act\nPROOF_OF_DELIVERY: proof_of_delivery\nMEDIATION_RECORD: mediation_record\n"
    "LEGAL_ADVICE: legal_advice"
)


class Migration(migrations.Migration):
    dependencies = [("tandem", "0085_same_debtor")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'", reverse_sql=ops.RunSQL.noop),
        ops.AddField(
            model_name="ClaimInterruption",
            name="end_proof",
            field=fields.CharEnumField(null=True, description=_PROOFS, enum_type=InterruptionProof, max_length=20),
        ),
        ops.AddField(model_name="ClaimInterruption", name="end_document_id", field=fields.UUIDField(null=True)),
        ops.AddField(
            model_name="ClaimInterruption",
            name="end_recorded_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ClaimInterruption", name="end_recorded_by", field=fields.CharField(null=True, max_length=200)
        ),
        ops.RunSQL(SQL.joinpath("0086", "mediation.sql").read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop),
    ]
