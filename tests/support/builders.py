"""Builders for rows that a test needs and the cast does not have."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tandem.casefiles.events import CaseFilePlaced
from tandem.casefiles.models import (
    CaseFile,
    Claim,
    ClaimNature,
    ContactPoint,
    ContactPointKind,
    Debtor,
    Party,
    PartyRole,
    Segment,
    Stage,
    Upload,
)
from tandem.entrypoints.demo import cast_id
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.kit.search import search_key, sort_key
from tandem.ledger import balances
from tandem.organizations.actor import System
from tandem.organizations.models import Mandate
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.timeline import record

_numbers = itertools.count(1)


def number_from(first: int) -> None:
    """Number case files from here on: for a process that writes beside others into one database."""
    global _numbers
    _numbers = itertools.count(first)


@dataclass(frozen=True)
class MadeCase:
    """A case file with its parts, as `make_case` wrote them."""

    case_file: CaseFile
    party: Party
    claims: list[Claim]
    phone: ContactPoint
    email: ContactPoint
    postal: ContactPoint


async def make_case(
    *,
    agency: str = "lenoir",
    creditor: str = "bati-loire",
    mandate: str = "MR-2026-001",
    amounts: tuple[int, ...] = (120_00,),
    stage: Stage = Stage.AMICABLE,
    segment: Segment = Segment.PROFESSIONAL,
    nature: ClaimNature = ClaimNature.GENERAL,
    letter_posted_on: date | None = None,
    due_on: date | None = None,
    name: str | None = None,
    debtor_of: CaseFile | None = None,
    documents: tuple[str, ...] = (),
) -> MadeCase:
    """A case file of the cast's agency and creditor with a claim for each amount (minor units, EUR).

    The opening letter counts as posted ten days ago unless `stage` is earlier than AMICABLE. With `debtor_of`, one more
    of that debtor, under another mandate of the same creditor. `documents`: the numbers of the claims' documents.
    """
    number = next(_numbers)
    sides: dict[str, Any] = {"agency_id": cast_id(agency), "creditor_id": cast_id(creditor)}
    name = name or f"Société Témoin {number}"
    due_on = due_on or clock.today() - timedelta(days=60)
    if letter_posted_on is None and stage not in (Stage.SUBMITTED, Stage.ACCEPTED):
        letter_posted_on = clock.today() - timedelta(days=10)
    async with transaction(System(cast_id(creditor))):
        if debtor_of is None:
            mandate_id = cast_id(mandate)
            debtor = await Debtor.create(**sides, reference=f"C-{number}", name=name)
        else:
            mandate_id = await _other_mandate(debtor_of.mandate_id, number)
            debtor = await Debtor.get(id=debtor_of.debtor_id)
        batch = await _batch(sides, mandate_id, creditor, number)
        case_file = await CaseFile.create(
            **sides,
            mandate_id=mandate_id,
            portfolio_id=cast_id(creditor, "portfolio"),
            batch_id=batch.id,
            debtor=debtor,
            reference=f"T26-{number:06}",
            stage=stage,
            close_code="other" if stage is Stage.CLOSED else None,
            currency="EUR",
            principal=sum(amounts),
            outstanding=sum(amounts),
            claim_count=len(amounts),
            oldest_due_on=due_on,
            placed_at=clock.now(),
            accepted_at=None if stage is Stage.SUBMITTED else clock.now(),
            letter_reference=f"LR-{number}" if letter_posted_on else None,
            letter_posted_on=letter_posted_on,
            name_sort=sort_key(name),
            search=search_key(f"{name} T26-{number:06}"),
        )
        party = await Party.create(**sides, case_file=case_file, role=PartyRole.DEBTOR, name=name)
        claims = [
            await Claim.create(
                **sides,
                case_file=case_file,
                mandate_id=mandate_id,
                debtor_id=debtor.id,
                batch_id=batch.id,
                document_number=documents[index] if documents else f"F-{number}-{index}",
                due_on=due_on + timedelta(days=index),
                segment=segment,
                nature=nature,
                payee="Cabinet Lenoir Recouvrement",
                currency="EUR",
                principal=amount,
                outstanding=amount,
                letter_posted_on=letter_posted_on,
            )
            for index, amount in enumerate(amounts)
        ]
        await balances.refresh(case_file.id)
        await case_file.refresh_from_db()
        points = [
            await ContactPoint.create(
                **sides, case_file_id=case_file.id, party=party, kind=kind, value=value, created_at=clock.now()
            )
            for kind, value in (
                (ContactPointKind.PHONE, f"+3363998{number % 10_000:04}"),
                (ContactPointKind.EMAIL, f"compta{number}@temoin.example"),
                (ContactPointKind.POSTAL, f"{name}\n{number} rue du Test\n44000 Nantes"),
            )
        ]
        await record(
            System(cast_id(creditor)),
            case_file,
            CaseFilePlaced(batch.reference, len(amounts), Money(sum(amounts), "EUR")),
        )
    return MadeCase(case_file, party, claims, *points)


@dataclass(frozen=True)
class MadeGuarantor:
    """Somebody else of a case file, as `make_guarantor` wrote them."""

    party: Party
    phone: ContactPoint
    email: ContactPoint
    postal: ContactPoint


async def make_guarantor(
    made: MadeCase,
    *,
    country: str | None = None,
    segment: Segment | None = None,
    language: str | None = None,
    phone: str = "+33639980042",
    postal: str = "Lies Borg\n2 rue du Gage\n44000 Nantes",
) -> MadeGuarantor:
    """A guarantor with addresses of their own, to whom no letter was posted; nothing is recorded of them."""
    sides: dict[str, Any] = {"agency_id": made.case_file.agency_id, "creditor_id": made.case_file.creditor_id}
    values = {
        ContactPointKind.PHONE: phone,
        ContactPointKind.EMAIL: "lies@borg.example",
        ContactPointKind.POSTAL: postal,
    }
    async with transaction(System(made.case_file.agency_id)):
        party = await Party.create(
            **sides,
            case_file=made.case_file,
            role=PartyRole.GUARANTOR,
            name="Lies Borg",
            country=country,
            segment=segment,
            language=language,
        )
        points = [
            await ContactPoint.create(
                **sides, case_file_id=made.case_file.id, party=party, kind=kind, value=value, created_at=clock.now()
            )
            for kind, value in values.items()
        ]
    return MadeGuarantor(party, *points)


async def _other_mandate(mandate_id: UUID, number: int) -> UUID:
    """One more of the same two, on the same terms."""
    mandate = await Mandate.get(id=mandate_id)
    other_id = new_id()
    other = mandate.clone(pk=other_id)
    other.reference = f"{mandate.reference}-{number}"
    await other.save(force_create=True)
    return other_id


async def _batch(sides: dict[str, Any], mandate_id: UUID, creditor: str, number: int) -> PlacementBatch:
    upload = await Upload.create(
        organization_id=sides["creditor_id"],
        membership_id=cast_id("helene", "bati-loire"),
        filename="factures.csv",
        size=1,
        storage_key=f"test/{number}",
        requested_at=clock.now(),
        received_at=clock.now(),
    )
    return await PlacementBatch.create(
        **sides,
        mandate_id=mandate_id,
        portfolio_id=cast_id(creditor, "portfolio"),
        upload=upload,
        reference=f"B26-{number:05}",
        filename="factures.csv",
        state=PlacementState.ACCEPTED,
        created_at=clock.now(),
        created_by="Hélène Roy",
        submitted_at=clock.now(),
        accepted_at=clock.now(),
    )
