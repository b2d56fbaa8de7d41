"""Payments, how they were allocated to claims, and what else interrupts the limitation period of a claim."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from tandem.casefiles.models import InterruptionKind
from tandem.kit.fields import id_field, minor_units


class PaymentSource(StrEnum):
    """Who received the money and says so."""

    AGENCY = "agency"
    CREDITOR = "creditor"


class InterruptionProof(StrEnum):
    """What shows that it happened."""

    SIGNED_WRITING = "signed_writing"  # an acknowledgement or a plan that the debtor signed
    LETTER = "letter"  # of the debtor
    MESSAGE = "message"  # an e-mail or text message of the debtor
    COURT_DOCUMENT = "court_document"
    OFFICER_ACT = "officer_act"  # of a commissaire de justice, or of who enforces elsewhere
    PROOF_OF_DELIVERY = "proof_of_delivery"  # of a written demand, or of our letter that a mediation has ended
    MEDIATION_RECORD = "mediation_record"  # the agreement to mediate, or what the mediator or conciliator wrote
    LEGAL_ADVICE = "legal_advice"  # of a lawyer


# What shows which kind: an acknowledgement is proved in writing, an act by who wrote it.
PROOFS = {
    InterruptionKind.ACKNOWLEDGEMENT: frozenset(
        {InterruptionProof.SIGNED_WRITING, InterruptionProof.LETTER, InterruptionProof.MESSAGE}
    ),
    InterruptionKind.COURT_CLAIM: frozenset({InterruptionProof.COURT_DOCUMENT, InterruptionProof.OFFICER_ACT}),
    InterruptionKind.ENFORCEMENT: frozenset({InterruptionProof.OFFICER_ACT}),
    InterruptionKind.WRITTEN_DEMAND: frozenset({InterruptionProof.PROOF_OF_DELIVERY}),
    InterruptionKind.MEDIATION: frozenset({InterruptionProof.MEDIATION_RECORD, InterruptionProof.COURT_DOCUMENT}),
    InterruptionKind.STATED_LAST_DAY: frozenset({InterruptionProof.LEGAL_ADVICE, InterruptionProof.COURT_DOCUMENT}),
}
# What shows that a mediation has ended: that one party, both, or the mediator say so (C. civ. 2238).
END_PROOFS = frozenset(
    {
        InterruptionProof.MEDIATION_RECORD,
        InterruptionProof.COURT_DOCUMENT,
        InterruptionProof.LETTER,
        InterruptionProof.MESSAGE,
        InterruptionProof.PROOF_OF_DELIVERY,
    }
)


class Payment(Model):
    """Money received, by the agency or directly by the creditor (then `source` is CREDITOR: declared)."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id = fields.UUIDField(db_index=True)
    amount = minor_units()
    currency = fields.CharField(max_length=3)
    received_on = fields.DateField()
    source = fields.CharEnumField(PaymentSource, max_length=10)
    reference = fields.CharField(max_length=120, null=True)
    recorded_at = fields.DatetimeField()
    recorded_by = fields.CharField(max_length=200)
    # A payment that was a mistake, or that the bank took back, stays and counts no more.
    reversed_at = fields.DatetimeField(null=True)
    reversed_by = fields.CharField(max_length=200, null=True)
    reversal_reason = fields.TextField(null=True)

    class Meta:
        table = "payments"


class Allocation(Model):
    """The part of a payment that went to one claim; Σ allocations = payment."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    payment_id: UUID
    payment: fields.ForeignKeyRelation[Payment] = fields.ForeignKeyField("tandem.Payment", related_name="allocations")
    claim_id = fields.UUIDField()
    amount = minor_units()

    class Meta:
        table = "allocations"


class ClaimInterruption(Model):
    """Something other than a payment that may move the last day of a claim, as a person recorded it."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id = fields.UUIDField(db_index=True)
    claim_id = fields.UUIDField(db_index=True)
    kind = fields.CharEnumField(InterruptionKind, max_length=20)
    happened_on = fields.DateField()
    # The end of a mediation, None as long as it goes on; the last day that somebody found. Nothing else has one.
    until_on = fields.DateField(null=True)
    # The law that a last day somebody found rests on.
    basis = fields.CharField(max_length=500, null=True)
    proof = fields.CharEnumField(InterruptionProof, max_length=20)
    # The file of the case that shows it.
    document_id = fields.UUIDField(null=True)
    recorded_at = fields.DatetimeField()
    recorded_by = fields.CharField(max_length=200)
    # Of a mediation that was recorded while it went on: what shows that it has ended, and who told us.
    end_proof = fields.CharEnumField(InterruptionProof, max_length=20, null=True)
    end_document_id = fields.UUIDField(null=True)
    end_recorded_at = fields.DatetimeField(null=True)
    end_recorded_by = fields.CharField(max_length=200, null=True)
    # One that was a mistake stays and counts no more.
    withdrawn_at = fields.DatetimeField(null=True)
    withdrawn_by = fields.CharField(max_length=200, null=True)
    withdrawal_reason = fields.TextField(null=True)

    class Meta:
        table = "claim_interruptions"
