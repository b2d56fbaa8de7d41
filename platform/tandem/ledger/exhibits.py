"""Exhibits of the ledger: each payment with the invoices it went to, and what interrupted limitation."""

from collections.abc import Mapping
from uuid import UUID

from tandem.casefiles.exhibits import Disclosing, Exhibit, exhibits
from tandem.casefiles.models import Claim, Document, InterruptionKind
from tandem.kit.clock import local_day
from tandem.kit.money import Money
from tandem.kit.written import written_day
from tandem.ledger.models import Allocation, ClaimInterruption, Payment


@exhibits(order=75, covers=("payments", "allocations"))
async def payments(disclosing: Disclosing) -> list[Exhibit]:
    """What was received, by whom, and how it was allocated."""
    found = await Payment.filter(case_file_id=disclosing.case_file.id).order_by("received_on", "recorded_at", "id")
    claims = await Claim.filter(case_file_id=disclosing.case_file.id)
    numbers = {claim.id: claim.document_number for claim in claims}
    parts = await Allocation.filter(payment_id__in=[payment.id for payment in found])
    shares = {
        payment.id: sorted((numbers[part.claim_id], part.amount) for part in parts if part.payment_id == payment.id)
        for payment in found
    }
    return [_exhibit(payment, shares[payment.id], disclosing) for payment in found]


def _exhibit(payment: Payment, shares: list[tuple[str, int]], disclosing: Disclosing) -> Exhibit:
    def amount(minor: int) -> str:
        return Money(minor, payment.currency).formatted(disclosing.locale)

    allocated = ", ".join(
        disclosing.say("exhibit.payment.share", number=number, amount=amount(share)) for number, share in shares
    )
    facts = [
        ("exhibit.payment.amount", amount(payment.amount)),
        ("exhibit.payment.received_on", written_day(payment.received_on, disclosing.locale)),
        ("exhibit.payment.source", disclosing.say(f"exhibit.payment.source.{payment.source.value}")),
        ("exhibit.reference", payment.reference or ""),
        ("exhibit.payment.allocated", allocated),
        ("exhibit.payment.reversed", _reversal(payment, disclosing)),
    ]
    return Exhibit(
        title=disclosing.say("exhibit.payment", amount=amount(payment.amount)),
        day=payment.received_on,
        facts=tuple((disclosing.say(label), value) for label, value in facts if value),
        at=payment.recorded_at,
    )


def _reversal(payment: Payment, disclosing: Disclosing) -> str:
    if payment.reversed_at is None:
        return ""
    day = written_day(local_day(payment.reversed_at), disclosing.locale)
    return disclosing.say("exhibit.payment.reversed_on", day=day, reason=payment.reversal_reason or "")


@exhibits(order=76, covers=("claim_interruptions",))
async def interruptions(disclosing: Disclosing) -> list[Exhibit]:
    """What moved the last day of which invoice (C. civ. 2238 to 2244), and what shows it."""
    case_file_id = disclosing.case_file.id
    found = await ClaimInterruption.filter(case_file_id=case_file_id).order_by("happened_on", "recorded_at", "id")
    numbers = {claim.id: claim.document_number for claim in await Claim.filter(case_file_id=case_file_id)}
    files = await Document.filter(case_file_id=case_file_id, chain__in=[chain.value for chain in disclosing.chains])
    names: dict[UUID | None, str] = {document.id: document.name for document in files}
    return [_interruption(one, numbers[one.claim_id], names, disclosing) for one in found]


def _interruption(
    one: ClaimInterruption, number: str, names: Mapping[UUID | None, str], disclosing: Disclosing
) -> Exhibit:
    until_on = written_day(one.until_on, disclosing.locale) if one.until_on else ""
    if one.kind is InterruptionKind.MEDIATION and one.until_on is None and one.withdrawn_at is None:
        until_on = disclosing.say("exhibit.interruption.goes_on")
    end_proof = disclosing.say(f"exhibit.interruption.proof.{one.end_proof.value}") if one.end_proof else ""
    withdrawn = ""
    if one.withdrawn_at is not None:
        day = written_day(local_day(one.withdrawn_at), disclosing.locale)
        withdrawn = disclosing.say("exhibit.interruption.withdrawn_on", day=day, reason=one.withdrawal_reason or "")
    facts = [
        ("exhibit.interruption.claim", number),
        ("exhibit.interruption.happened_on", written_day(one.happened_on, disclosing.locale)),
        ("exhibit.interruption.until_on", until_on),
        ("exhibit.interruption.basis", one.basis or ""),
        ("exhibit.interruption.proof", disclosing.say(f"exhibit.interruption.proof.{one.proof.value}")),
        ("exhibit.interruption.file", names.get(one.document_id, "")),
        ("exhibit.interruption.end_proof", end_proof),
        ("exhibit.interruption.end_file", names.get(one.end_document_id, "")),
        ("exhibit.interruption.withdrawn", withdrawn),
    ]
    return Exhibit(
        title=disclosing.say("exhibit.interruption", what=disclosing.say(f"interruption.{one.kind.value}")),
        day=one.happened_on,
        facts=tuple((disclosing.say(label), value) for label, value in facts if value),
        at=one.recorded_at,
    )
