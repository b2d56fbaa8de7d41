"""A creditor's hold on some claims, or on a part of one: what it stops, what it says, and what it takes."""

from uuid import uuid4

import pytest

from tandem.casefiles.badges import CaseBadge, badges_by_case_file
from tandem.casefiles.holds import place_hold
from tandem.casefiles.models import Hold, HoldKind
from tandem.casefiles.queries import holds_by_case_file
from tandem.directives.commands import HeldClaim, issue_directive, release_directive
from tandem.directives.models import Directive, DirectiveKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.money import Money
from tandem.reporting.queries import portfolio_figures_for
from tandem.timeline.queries import timeline_of
from tandem.worklist.queries import worklist_for
from tests.support.builders import MadeCase, make_case

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")


async def hold(made: MadeCase, *held: HeldClaim, kind: DirectiveKind = DirectiveKind.HOLD) -> Directive:
    return await issue_directive(HELENE, made.case_file.id, kind=kind, reason="Avoir en cours", held=held)


async def open_holds(made: MadeCase) -> list[Hold]:
    return (await holds_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]


async def is_paused(made: MadeCase) -> bool:
    return CaseBadge.PAUSED in (await badges_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]


async def test_some_claims_are_held_all_of_one_and_a_part_of_another(db: None) -> None:
    made = await make_case(amounts=(700_00, 300_00, 50_00))

    directive = await hold(made, HeldClaim(made.claims[0].id, Money(350_00, "EUR")), HeldClaim(made.claims[1].id))

    found = {(one.claim_id, one.amount, one.directive_id) for one in await open_holds(made)}
    assert found == {(made.claims[0].id, 350_00, directive.id), (made.claims[1].id, None, directive.id)}
    newest = (await timeline_of(AWA, made.case_file.id, 1, None)).items[0][1]
    assert newest.data["in_part"] is True
    assert newest.data["held"] == [
        {"number": made.claims[0].document_number, "part": {"minor": 350_00, "currency": "EUR"}},
        {"number": made.claims[1].document_number, "part": None},
    ]


async def test_releasing_it_ends_every_part(db: None) -> None:
    made = await make_case(amounts=(700_00, 300_00))
    directive = await hold(made, *(HeldClaim(claim.id) for claim in made.claims))

    await release_directive(HELENE, directive.id)

    assert await open_holds(made) == []


async def test_a_case_is_paused_once_nothing_of_it_is_left(db: None) -> None:
    whole, in_part, all_claims = [await make_case(amounts=(700_00, 300_00)) for _ in range(3)]

    await hold(whole)
    await hold(in_part, HeldClaim(in_part.claims[0].id), HeldClaim(in_part.claims[1].id, Money(299_99, "EUR")))
    await hold(all_claims, HeldClaim(all_claims.claims[0].id), HeldClaim(all_claims.claims[1].id, Money(300_00, "EUR")))

    assert [await is_paused(made) for made in (whole, in_part, all_claims)] == [True, False, True]
    page = await worklist_for(AWA, 50, None, None)
    ranked = {item.case_file.id: item.priority for _, item in page.items}
    assert ranked[whole.case_file.id] == ranked[all_claims.case_file.id] == 0
    assert ranked[in_part.case_file.id] > 0


async def test_figures_count_as_held_what_is_paused(db: None) -> None:
    cases = [await make_case(amounts=(700_00, 300_00)) for _ in range(6)]
    _, in_part, one_claim, all_claims, twice, whole = cases

    await hold(in_part, *(HeldClaim(claim.id, Money(299_99, "EUR")) for claim in in_part.claims))
    await hold(one_claim, HeldClaim(one_claim.claims[0].id))
    await hold(all_claims, HeldClaim(all_claims.claims[0].id), HeldClaim(all_claims.claims[1].id, Money(300_00, "EUR")))
    await hold(twice, HeldClaim(twice.claims[0].id), HeldClaim(twice.claims[1].id, Money(100_00, "EUR")))
    async with transaction(AWA):
        second = twice.claims[1]
        await place_hold(AWA, twice.case_file, HoldKind.DISPUTE, "Avoir", claim_id=second.id, amount=200_00)
    await hold(whole)

    [figures] = (await portfolio_figures_for(HELENE)).currencies
    paused = [made for made in cases if await is_paused(made)]
    assert (figures.open_case_files, figures.held_case_files) == (6, 3)
    assert paused == [all_claims, twice, whole]


@pytest.mark.parametrize(
    ("amount", "field"),
    [
        (Money(0, "EUR"), "claims.1.amount"),
        (Money(300_01, "EUR"), "claims.1.amount"),
        (Money(100_00, "CHF"), "claims.1.amount.currency"),
    ],
)
async def test_no_more_is_held_than_is_owed(db: None, amount: Money, field: str) -> None:
    made = await make_case(amounts=(700_00, 300_00))

    with pytest.raises(InvalidInput) as refused:
        await hold(made, HeldClaim(made.claims[0].id), HeldClaim(made.claims[1].id, amount))

    assert refused.value.field == field
    assert refused.value.message("fr") != refused.value.message("en")
    await _nothing_was_written(made)


async def test_a_claim_is_one_of_the_case_file_and_named_once(db: None) -> None:
    made, other = await make_case(), await make_case()

    for held in ([other.claims[0].id], [uuid4()], [made.claims[0].id, made.claims[0].id]):
        with pytest.raises(InvalidInput) as refused:
            await hold(made, *map(HeldClaim, held))
        assert refused.value.field == f"claims.{len(held) - 1}.claimId"

    await _nothing_was_written(made)


async def test_claims_are_named_for_a_hold_alone(db: None) -> None:
    made = await make_case()

    with pytest.raises(InvalidInput) as refused:
        await hold(made, HeldClaim(made.claims[0].id), kind=DirectiveKind.NO_PHONE)

    assert refused.value.field == "claims"
    await _nothing_was_written(made)


async def _nothing_was_written(made: MadeCase) -> None:
    assert await open_holds(made) == []
    async with reading(HELENE):
        assert await Directive.filter(case_file_id=made.case_file.id).count() == 0
