"""Days and telephone numbers as their reader writes them."""

from datetime import date

import pytest

from tandem.kit.written import written_day, written_phone


@pytest.mark.parametrize(
    ("day", "language", "written"),
    [
        (date(2026, 6, 1), "fr", "1er juin 2026"),
        (date(2026, 6, 11), "fr", "11 juin 2026"),
        (date(2026, 6, 1), "en", "1 June 2026"),
    ],
    ids=["the first in French", "another day", "English"],
)
def test_a_day_is_written_for_its_reader(day: date, language: str, written: str) -> None:
    assert written_day(day, language) == written


@pytest.mark.parametrize(
    ("language", "written"), [("fr", "mardi 1er décembre 2026"), ("en", "Tuesday, 1 December 2026")]
)
def test_a_day_in_full_begins_with_its_weekday(language: str, written: str) -> None:
    assert written_day(date(2026, 12, 1), language, "full") == written


@pytest.mark.parametrize(
    ("number", "language", "written"),
    [
        ("+33199001200", "fr", "01 99 00 12 00"),
        ("+33199001200", "en", "+33 1 99 00 12 00"),
        ("+442079460018", "fr", "+44 20 7946 0018"),
        ("LENOIR", "fr", "LENOIR"),
        ("", "fr", ""),
    ],
    ids=["at home", "from abroad", "of abroad", "a name", "none"],
)
def test_a_number_is_written_as_it_is_dialled(number: str, language: str, written: str) -> None:
    assert written_phone(number, language) == written
