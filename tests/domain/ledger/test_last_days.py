"""Stored last days are those that the contact gate would compute: one rule, asked in two places."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.casefiles.limitation import last_day_of
from tandem.casefiles.models import Segment
from tandem.contacts.gate import (
    ClaimFacts,
    Interruption,
    InterruptionKind,
    shipped_pack,
)
from tandem.contacts.gate import Segment as GateSegment
from tandem.contacts.gate import last_day_of as gate_last_day_of
from tandem.kit.money import Money

PACK = shipped_pack("fr")
days = st.dates(date(2008, 6, 19), date(2040, 12, 31))


@given(st.sampled_from(Segment), days, st.lists(st.integers(-30, 4000), max_size=4))
def test_the_gate_and_the_balance_agree(segment: Segment, due_on: date, offsets: list[int]) -> None:
    payments = [due_on + timedelta(days=offset) for offset in offsets]
    facts = ClaimFacts(
        id=UUID(int=1),
        outstanding=Money(1, "EUR"),
        segment=GateSegment(segment.value),
        due_on=due_on,
        mandated=True,
        opening_letter_posted_on=None,
        interruptions=tuple(Interruption(day, InterruptionKind.PART_PAYMENT) for day in payments),
    )

    assert last_day_of(segment, due_on, payments) == gate_last_day_of(facts, PACK.profile_for([facts.segment]))


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
    assert last_day_of(segment, due_on, paid_on) == last, case
