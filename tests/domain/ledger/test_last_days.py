"""Stored last days are those that the contact gate would compute: one rule, asked in two places."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.casefiles.limitation import last_day_of, law_of
from tandem.casefiles.models import CaseFile, Claim, ClaimNature, Debtor, Segment
from tandem.contacts.gate import (
    ClaimFacts,
    Interruption,
    InterruptionKind,
    RuleMissing,
    shipped_pack,
)
from tandem.contacts.gate import ClaimNature as GateNature
from tandem.contacts.gate import Segment as GateSegment
from tandem.contacts.gate import last_day_of as gate_last_day_of
from tandem.entrypoints.demo import cast_id
from tandem.kit.database import transaction
from tandem.kit.money import Money
from tandem.ledger import balances
from tandem.organizations.actor import System
from tandem.placements.words import NATURES
from tests.support.builders import make_case

PACK = shipped_pack("fr")
days = st.dates(date(2008, 6, 19), date(2040, 12, 31))


@given(st.sampled_from(Segment), st.sampled_from(ClaimNature), days, st.lists(st.integers(-30, 4000), max_size=4))
def test_the_gate_and_the_balance_agree(
    segment: Segment, nature: ClaimNature, due_on: date, offsets: list[int]
) -> None:
    payments = [due_on + timedelta(days=offset) for offset in offsets]
    facts = ClaimFacts(
        id=UUID(int=1),
        outstanding=Money(1, "EUR"),
        segment=GateSegment(segment.value),
        nature=GateNature(nature.value),
        due_on=due_on,
        mandated=True,
        opening_letter_posted_on=None,
        interruptions=tuple(Interruption(day, InterruptionKind.PART_PAYMENT) for day in payments),
    )

    try:
        judged = gate_last_day_of(facts, PACK.profile_for([facts.segment], "FR", due_on), "FR")
    except RuleMissing:  # a rent due before its row begins
        judged = None
    assert last_day_of(segment, nature, due_on, payments, law="FR") == judged


def test_a_claim_is_of_what_the_gate_knows() -> None:
    assert [nature.value for nature in ClaimNature] == [nature.value for nature in GateNature] == list(NATURES)


@pytest.mark.parametrize(
    ("case", "segment", "due_on", "paid_on", "last"),
    [
        ("between professionals", Segment.PROFESSIONAL, date(2022, 3, 31), [], date(2027, 3, 31)),
        ("a consumer", Segment.CONSUMER, date(2025, 1, 15), [], date(2027, 1, 15)),
        ("a consumer who paid a part", Segment.CONSUMER, date(2025, 1, 15), [date(2026, 5, 10)], date(2028, 5, 10)),
        ("a public buyer, from January", Segment.PUBLIC_BUYER, date(2026, 4, 1), [], date(2030, 12, 31)),
        (
            "payments told in any order",
            Segment.CONSUMER,
            date(2025, 1, 15),
            [date(2028, 1, 1), date(2026, 5, 10)],
            date(2030, 1, 1),
        ),
        ("before any rule that the pack knows", Segment.PROFESSIONAL, date(2005, 1, 1), [], None),
    ],
)
def test_the_last_day(case: str, segment: Segment, due_on: date, paid_on: list[date], last: date | None) -> None:
    assert last_day_of(segment, ClaimNature.GENERAL, due_on, paid_on, law="FR") == last, case


@pytest.mark.parametrize(
    ("source", "segment", "nature", "last"),
    [
        ("C. conso. L218-2", Segment.CONSUMER, ClaimNature.GENERAL, date(2027, 1, 15)),
        ("CPCE L34-2", Segment.CONSUMER, ClaimNature.TELECOM, date(2026, 1, 15)),
        ("CPCE L34-2: for both", Segment.PROFESSIONAL, ClaimNature.TELECOM, date(2026, 1, 15)),
        ("C. com. L133-6", Segment.CONSUMER, ClaimNature.TRANSPORT, date(2026, 1, 15)),
        ("C. com. L133-6: for both", Segment.PROFESSIONAL, ClaimNature.TRANSPORT, date(2026, 1, 15)),
        ("loi 89-462, art. 7-1", Segment.CONSUMER, ClaimNature.RENT, date(2028, 1, 15)),
        ("C. com. L110-4: rent of a business", Segment.PROFESSIONAL, ClaimNature.RENT, date(2030, 1, 15)),
        ("C. conso. R312-35", Segment.CONSUMER, ClaimNature.CONSUMER_CREDIT, date(2027, 1, 15)),
    ],
)
def test_what_a_claim_is_for_decides_its_period(source: str, segment: Segment, nature: ClaimNature, last: date) -> None:
    assert last_day_of(segment, nature, date(2025, 1, 15), law="FR") == last, source


@pytest.mark.parametrize(
    ("law", "last"), [("IE", date(2029, 3, 31)), ("BE", None), ("US", None), ("GB", None), ("CH", None)]
)
def test_a_telephone_bill_elsewhere_has_the_period_of_contracts_or_none_that_is_known(
    law: str, last: date | None
) -> None:
    assert last_day_of(Segment.CONSUMER, ClaimNature.TELECOM, date(2023, 3, 31), law=law) == last


@pytest.mark.parametrize(
    ("law", "segment", "last"),
    [
        ("FR", Segment.CONSUMER, date(2025, 3, 31)),
        ("BE", Segment.CONSUMER, date(2033, 3, 31)),
        ("IE", Segment.CONSUMER, date(2029, 3, 31)),
        ("IE", Segment.PROFESSIONAL, date(2029, 3, 31)),
        ("BE", Segment.PROFESSIONAL, None),  # the pack has no rules for it
        ("US", Segment.CONSUMER, None),  # the states set it
        ("GB", Segment.CONSUMER, None),  # Scotland has another
        ("CH", Segment.CONSUMER, None),  # no pack
    ],
)
def test_each_law_has_its_own_and_what_is_not_known_is_not_guessed(
    law: str, segment: Segment, last: date | None
) -> None:
    assert last_day_of(segment, ClaimNature.GENERAL, date(2023, 3, 31), law=law) == last


def test_a_consumer_has_the_law_of_home_and_others_the_creditors() -> None:
    assert law_of(Segment.CONSUMER, debtor="IE", creditor="FR") == "IE"
    assert law_of(Segment.PROFESSIONAL, debtor="IE", creditor="FR") == "FR"


async def test_the_balance_writes_the_last_day_of_the_debtors_country(db: None) -> None:
    agency = System(cast_id("lenoir"))
    found = {}
    for country in ("FR", "IE", "US"):
        made = await make_case(segment=Segment.CONSUMER, due_on=date(2025, 3, 31))
        async with transaction(agency):
            await Debtor.filter(id=made.case_file.debtor_id).update(country=country)
            await balances.refresh(made.case_file.id)
            claim, case_file = await Claim.get(id=made.claims[0].id), await CaseFile.get(id=made.case_file.id)
        found[country] = (claim.last_day, case_file.last_day)

    assert found == {
        "FR": (date(2027, 3, 31), date(2027, 3, 31)),
        "IE": (date(2031, 3, 31), date(2031, 3, 31)),
        "US": (None, None),
    }


async def test_the_balance_writes_the_last_day_of_what_each_claim_is_for(db: None) -> None:
    agency = System(cast_id("lenoir"))
    made = await make_case(amounts=(100_00, 100_00), segment=Segment.CONSUMER, due_on=date(2026, 3, 31))
    async with transaction(agency):
        await Claim.filter(id=made.claims[0].id).update(nature=ClaimNature.TELECOM)
        await balances.refresh(made.case_file.id)
        telephone, ordinary = [(await Claim.get(id=claim.id)).last_day for claim in made.claims]

    assert (telephone, ordinary) == (date(2027, 3, 31), date(2028, 4, 1))
