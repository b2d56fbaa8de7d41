"""Correcting what a claim is for: the last day follows, contacts are judged by it, and both sides read why."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tandem.casefiles.models import CaseFile, Claim, ClaimNature, Segment
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput
from tandem.ledger.commands import correct_claim_nature
from tandem.ledger.errors import ClaimNotFound
from tandem.organizations.errors import NotPermitted
from tandem.timeline.queries import Entry, timeline_of
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("db")
AWA, HELENE, TOM = actor_of_cast("awa"), actor_of_cast("helene"), actor_of_cast("tom")
WHY = "Facture de téléphone"


async def events_of(made: MadeCase, reader: str = "awa") -> list[Entry]:
    found = (await timeline_of(actor_of_cast(reader), made.case_file.id, 50, None)).items
    return [entry for _, entry in found if entry.kind == "claim_nature_corrected"]


async def last_days(made: MadeCase) -> tuple[date | None, date | None]:
    async with reading(AWA):
        claim, case_file = await Claim.get(id=made.claims[0].id), await CaseFile.get(id=made.case_file.id)
    return claim.last_day, case_file.last_day


async def test_the_last_day_follows_and_both_sides_read_why() -> None:
    due = clock.today() - timedelta(days=396)
    made = await make_case(segment=Segment.CONSUMER, due_on=due)

    claim = await correct_claim_nature(AWA, made.claims[0].id, nature=ClaimNature.TELECOM, reason=f"  {WHY} ")

    assert claim.nature is ClaimNature.TELECOM
    last_day = claim.last_day
    assert last_day is not None
    assert timedelta(days=365) <= last_day - due <= timedelta(days=366)
    assert await last_days(made) == (last_day, last_day)
    for reader in ("awa", "helene"):
        [entry] = await events_of(made, reader)
        assert entry.chain == "parties"
        told = {name: entry.data[name] for name in ("nature", "former_nature", "document_number", "reason")}
        assert told == {
            "nature": "telecom",
            "former_nature": "general",
            "document_number": made.claims[0].document_number,
            "reason": WHY,
        }


async def test_the_same_again_changes_nothing() -> None:
    made = await make_case(nature=ClaimNature.TELECOM)

    await correct_claim_nature(AWA, made.claims[0].id, nature=ClaimNature.TELECOM, reason=WHY)

    assert await events_of(made) == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501], ids=["nothing", "blanks", "too long"])
async def test_a_correction_says_why(reason: str) -> None:
    made = await make_case()

    with pytest.raises(InvalidInput):
        await correct_claim_nature(AWA, made.claims[0].id, nature=ClaimNature.TELECOM, reason=reason)

    assert await events_of(made) == []


async def test_only_the_agency_of_the_case_file_corrects() -> None:
    made = await make_case()
    claim_id = made.claims[0].id

    with pytest.raises(NotPermitted):
        await correct_claim_nature(HELENE, claim_id, nature=ClaimNature.TELECOM, reason=WHY)
    with pytest.raises(ClaimNotFound):
        await correct_claim_nature(TOM, claim_id, nature=ClaimNature.TELECOM, reason=WHY)
    with pytest.raises(ClaimNotFound):
        await correct_claim_nature(AWA, uuid4(), nature=ClaimNature.TELECOM, reason=WHY)

    async with reading(AWA):
        assert (await Claim.get(id=claim_id)).nature is ClaimNature.GENERAL
    assert await events_of(made) == []
