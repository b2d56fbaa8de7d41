"""A mediation has an end, and a last day that somebody found has its day and its law."""

from tandem.casefiles.models import InterruptionKind
from tandem.ledger.models import InterruptionProof
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

_KINDS = (
    "ACKNOWLEDGEMENT: acknowledgement\nPART_PAYMENT: part_payment\nCOURT_CLAIM: court_claim\n"
    "ENFORCEMENT: enforcement\nWRITTEN_DEMAND: written_demand\nMEDIATION: mediation\nSTATED_LAST_DAY: stated_last_day"
)
_PROOFS = (
    "SIGNED_WRITING: signed_writing\nLETTER: letter\nMESSAGE: message\nCOURT_DOCUMENT: court_document\n"
    "OFFICER_ACT: officer_act\nPROOF_OF_DELIVERY: proof_of_delivery\nMEDIATION_RECORD: mediation_record\n"
    "LEGAL_ADVICE: legal_advice"
)


class Migration(migrations.Migration):
    dependencies = [("tandem", "0080_overdue_calls")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'", reverse_sql=ops.RunSQL.noop),
        ops.AddField(model_name="ClaimInterruption", name="until_on", field=fields.DateField(null=True)),
        ops.AddField(model_name="ClaimInterruption", name="basis", field=fields.CharField(null=True, max_length=500)),
        ops.AlterField(
            model_name="ClaimInterruption",
            name="kind",
            field=fields.CharEnumField(description=_KINDS, enum_type=InterruptionKind, max_length=20),
        ),
        ops.AlterField(
            model_name="ClaimInterruption",
            name="proof",
            field=fields.CharEnumField(description=_PROOFS, enum_type=InterruptionProof, max_length=20),
        ),
        ops.AlterField(
            model_name="Claim",
            name="interrupted_by",
            field=fields.CharEnumField(null=True, description=_KINDS, enum_type=InterruptionKind, max_length=20),
        ),
        ops.AlterModelOptions(
            name="ClaimInterruption",
            options={
                "table": "claim_interruptions",
                "app": "tandem",
                "pk_attr": "id",
                "table_description": "Something other than a payment that may move the last day of a claim, as a "
                "person recorded it.",
            },
        ),
        ops.RunSQL(
            "ALTER TABLE claim_interruptions "
            "ADD CHECK ((until_on IS NOT NULL) = (kind IN ('mediation', 'stated_last_day')))",
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
