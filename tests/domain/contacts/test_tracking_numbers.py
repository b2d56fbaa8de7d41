"""Tracking numbers as labels show them: UPU S10 with its check digit, and La Poste's own within France."""

import pytest

from tandem.contacts.post.tracking import tracking_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        # The example of UPU standard S10: RR473124829GB.
        ("RR 473 124 829 GB", "RR473124829GB"),
        ("rr473124829gb", "RR473124829GB"),
        # The check digit that would be 10 is 0, and 11 is 5.
        ("RK000000010FR", None),
        ("RK000000005FR", "RK000000005FR"),
        ("1A 123 456 789 01", "1A12345678901"),
        ("2C12345678901", "2C12345678901"),
        ("RR473124828GB", None),
        ("1A1234567890", None),
        ("", None),
        ("Recommandé", None),
    ],
)
def test_a_number_is_read_from_its_label(typed: str, number: str | None):
    assert tracking_number(typed) == number


def test_a_single_wrong_digit_is_found():
    right = "RR473124829GB"

    for place in range(2, 10):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            assert tracking_number(wrong) == (wrong if wrong == right else None)
