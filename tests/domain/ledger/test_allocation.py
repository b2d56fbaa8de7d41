"""To which claims a payment goes, as pure rules."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.ledger.allocation import OpenClaim, allocate

JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def claim(number: int, due_on: date, outstanding: int) -> OpenClaim:
    return OpenClaim(UUID(int=number), due_on, f"F-{number}", outstanding)


@pytest.mark.parametrize(
    ("case", "amount", "claims", "parts"),
    [
        ("one claim in part", 40, [claim(1, JAN, 100)], [(1, 40)]),
        (
            "the oldest due first, whatever the order given",
            150,
            [claim(2, FEB, 100), claim(1, JAN, 100)],
            [(1, 100), (2, 50)],
        ),
        ("exactly the first", 100, [claim(1, JAN, 100), claim(2, FEB, 100)], [(1, 100)]),
        (
            "everything",
            300,
            [claim(1, JAN, 100), claim(2, FEB, 100), claim(3, MAR, 100)],
            [(1, 100), (2, 100), (3, 100)],
        ),
        (
            "due on one day: in proportion",
            250_00,
            [claim(1, JAN, 600_00), claim(2, JAN, 400_00)],
            [(1, 150_00), (2, 100_00)],
        ),
        (
            "the odd cent to the first invoice number",
            100_00,
            [claim(3, JAN, 100_00), claim(1, JAN, 100_00), claim(2, JAN, 100_00)],
            [(1, 33_34), (2, 33_33), (3, 33_33)],
        ),
        ("one cent on three", 1, [claim(1, JAN, 5), claim(2, JAN, 5), claim(3, JAN, 5)], [(1, 1)]),
    ],
)
def test_a_payment_is_split(case: str, amount: int, claims: list[OpenClaim], parts: list[tuple[int, int]]) -> None:
    assert allocate(amount, claims) == [(UUID(int=number), part) for number, part in parts], case


@pytest.mark.parametrize("amount", [0, -1, 101])
def test_what_is_not_positive_or_more_than_owed_is_a_bug_of_the_caller(amount: int) -> None:
    with pytest.raises(ValueError, match="at most what is outstanding"):
        allocate(amount, [claim(1, JAN, 100)])


claims_strategy = st.lists(
    st.tuples(st.sampled_from([JAN, FEB, MAR]), st.integers(1, 10_000_00)), min_size=1, max_size=8
).map(lambda rows: [claim(number, due, owed) for number, (due, owed) in enumerate(rows)])


@given(claims_strategy, st.data())
def test_parts_add_up_and_never_pay_a_claim_twice(claims: list[OpenClaim], data: st.DataObject) -> None:
    amount = data.draw(st.integers(1, sum(claim.outstanding for claim in claims)))

    parts = dict(allocate(amount, claims))

    assert sum(parts.values()) == amount
    for item in claims:
        assert 0 <= parts.get(item.id, 0) <= item.outstanding
    touched = [item.due_on for item in claims if item.id in parts]
    for item in claims:
        if item.due_on < max(touched):
            assert parts.get(item.id) == item.outstanding


@given(claims_strategy, st.data())
def test_paying_in_any_number_of_payments_ends_at_nothing_owed(claims: list[OpenClaim], data: st.DataObject) -> None:
    owed = {item.id: item.outstanding for item in claims}
    by_id = {item.id: item for item in claims}
    while left := sum(owed.values()):
        still_open = [
            OpenClaim(key, by_id[key].due_on, by_id[key].document_number, value) for key, value in owed.items() if value
        ]
        for key, part in allocate(data.draw(st.integers(max(1, left // 4), left)), still_open):
            owed[key] -= part
            assert owed[key] >= 0

    assert set(owed.values()) == {0}
