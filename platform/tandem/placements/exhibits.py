"""Exhibits of placements: the placement statement, as far as it speaks of this case file."""

from tandem.casefiles.exhibits import Disclosing, Exhibit, exhibits
from tandem.casefiles.models import Claim
from tandem.kit.clock import local_day
from tandem.kit.written import written_day
from tandem.placements.models import PlacementBatch


@exhibits(order=20, covers=("placement_batches", "placement_rows", "uploads"))
async def statements(disclosing: Disclosing) -> list[Exhibit]:
    """Each placement that brought invoices to this case file, with those invoices.

    The file that was placed holds other debtors too: it is never an exhibit.
    """
    claims = await Claim.filter(case_file_id=disclosing.case_file.id).order_by("due_on", "document_number", "id")
    wanted = {disclosing.case_file.batch_id, *(claim.batch_id for claim in claims)}
    found = await PlacementBatch.filter(id__in=list(wanted)).order_by("created_at", "id")
    return [
        _exhibit(batch, [claim for claim in claims if claim.batch_id == batch.id], disclosing)
        for batch in found
        if batch.submitted_at is not None
    ]


def _exhibit(batch: PlacementBatch, claims: list[Claim], disclosing: Disclosing) -> Exhibit:
    submitted = local_day(batch.submitted_at or batch.created_at)
    accepted = written_day(local_day(batch.accepted_at), disclosing.locale) if batch.accepted_at else ""
    facts = [
        ("exhibit.reference", batch.reference),
        ("exhibit.placement.submitted_on", written_day(submitted, disclosing.locale)),
        ("exhibit.placement.submitted_by", batch.submitted_by or ""),
        ("exhibit.placement.accepted_on", accepted),
        ("exhibit.placement.accepted_by", batch.accepted_by or ""),
        ("exhibit.placement.invoices", ", ".join(claim.document_number for claim in claims)),
    ]
    return Exhibit(
        title=disclosing.say("exhibit.placement", reference=batch.reference),
        day=submitted,
        facts=tuple((disclosing.say(label), value) for label, value in facts if value),
        at=batch.created_at,
    )
