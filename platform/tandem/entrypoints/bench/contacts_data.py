"""People who may be written to, behind the bench's bare case files."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tandem.casefiles.models import CaseFile, Claim, ContactPoint, ContactPointKind, Party, PartyRole, Segment
from tandem.entrypoints.bench.setting import AGENCY, CREDITOR, MANDATE
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import System

_AGENCY, _CREDITOR = System(AGENCY), System(CREDITOR)


async def write(ids: list[UUID]) -> list[ContactPoint]:
    """A debtor with a telephone and a claim for each bare case file, its opening letter posted; the telephones."""
    points = []
    posted_on = clock.today() - timedelta(days=10)
    for number, case_file_id in enumerate(ids):
        sides: dict[str, Any] = {"agency_id": AGENCY, "creditor_id": CREDITOR, "case_file_id": case_file_id}
        async with transaction(_CREDITOR):
            case_file = await CaseFile.get(id=case_file_id)
            await _claim(case_file, sides, posted_on)
        async with transaction(_AGENCY):
            letter = {"letter_reference": f"LR-{number}", "letter_posted_on": posted_on}
            await CaseFile.filter(id=case_file_id).update(**letter, accepted_at=clock.now())
            party = await Party.create(**sides, role=PartyRole.DEBTOR, name=f"Société Bench {number}")
            phone = f"+3363998{number % 10_000:04}"
            kind = ContactPointKind.PHONE
            points.append(
                await ContactPoint.create(**sides, party=party, kind=kind, value=phone, created_at=clock.now())
            )
    return points


async def _claim(case_file: CaseFile, sides: dict[str, Any], posted_on: date) -> None:
    await Claim.create(
        **sides,
        mandate_id=MANDATE,
        debtor_id=case_file.debtor_id,
        batch_id=case_file.batch_id,
        document_number=f"F-{case_file.reference}",
        due_on=clock.today() - timedelta(days=60),
        segment=Segment.PROFESSIONAL,
        payee="Cabinet Lenoir Recouvrement",
        currency="EUR",
        principal=100,
        outstanding=100,
        letter_posted_on=posted_on,
    )
