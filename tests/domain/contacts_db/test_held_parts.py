"""A hold on one claim, or on a part of one, takes that out of a demand and nothing else (compliance §5.2, 63)."""

from dataclasses import replace

import pytest

from tandem.casefiles.holds import place_hold
from tandem.casefiles.models import CaseFile, HoldKind, Segment, Stage
from tandem.contacts import content
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.errors import ContactRefused
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.letters import opening_letter
from tandem.contacts.models import AttemptState, Channel, Purpose
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.money import Money
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def dispute(made: MadeCase, index: int, amount: int | None = None) -> None:
    async with transaction(AWA):
        case_file = await CaseFile.get(id=made.case_file.id)
        await place_hold(
            AWA, case_file, HoldKind.DISPUTE, "facture contestée", claim_id=made.claims[index].id, amount=amount
        )


async def owing(*amounts: int) -> MadeCase:
    return await make_case(amounts=amounts, segment=Segment.CONSUMER)


@pytest.mark.parametrize(("held", "asked"), [(None, [(0, 700_00)]), (100_00, [(0, 700_00), (1, 200_00)])])
async def test_what_is_disputed_is_not_asked_for_and_the_rest_is(
    held: int | None, asked: list[tuple[int, int]], fakes: Fakes
) -> None:
    made = await owing(700_00, 300_00)
    attempt = await plan(made, Channel.EMAIL)

    await dispute(made, 1, held)
    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.ACCEPTED
    assert sorted(attempt.claims) == sorted([str(made.claims[index].id), amount] for index, amount in asked)
    total = sum(amount for _, amount in asked) // 100
    assert f"{total},00" in fakes.email.accepted[0][0].text


async def test_a_letter_takes_what_is_held_off_the_principal_and_what_was_paid_off_the_interest() -> None:
    made = await make_case(amounts=(1_120_00,) * 4, segment=Segment.CONSUMER, stage=Stage.ACCEPTED)
    paid = dict(zip((claim.id for claim in made.claims), (0, 50_00, 150_00, 0), strict=True))
    for index, held in enumerate((200_00, 200_00, 200_00, 1_050_00)):
        await dispute(made, index, held)
    async with transaction(AGENCY):
        read = (await facts_of([made.case_file.id]))[made.case_file.id]
    claims = [
        replace(claim, principal=1_000_00, interest=120_00, outstanding=Money(1_120_00 - paid[claim.id], "EUR"))
        for claim in read.claims
    ]
    facts = replace(read, claims=tuple(claims))
    address = facts.address(made.postal.id)
    question = Question(Channel.LETTER, Purpose.DEMAND, address, clock.now(), "fr", opening_letter=True)

    asked = content.demanded(facts, verdict_for(facts, question))
    letter = opening_letter(
        facts, made.party.id, address.value, asked, reference="LR-1", language="fr", on=clock.today()
    )

    parts = {one.document: f"{one.principal} {one.interest} {one.accessories}" for one in letter.claims}
    assert [parts[claim.document_number] for claim in made.claims] == [
        "800.00 120.00 0.00",
        "800.00 70.00 0.00",
        "770.00 0.00 0.00",
        "0.00 70.00 0.00",
    ]


async def test_where_every_part_is_disputed_nothing_is_planned() -> None:
    made = await owing(700_00)
    await dispute(made, 0, 300_00)
    await dispute(made, 0, 400_00)

    with pytest.raises(ContactRefused) as refused:
        await plan(made, Channel.EMAIL)

    assert {one["code"] for one in refused.value.reasons} == {"DISPUTE_OPEN"}


async def test_a_part_is_a_part_of_something() -> None:
    made = await owing(700_00)

    for claim_id, amount in ((None, 100), (made.claims[0].id, 0)):
        with pytest.raises(ValueError, match="names its claim"):
            await place_hold(AWA, made.case_file, HoldKind.DISPUTE, "non", claim_id=claim_id, amount=amount)
